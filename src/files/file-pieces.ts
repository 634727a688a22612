import { open } from 'node:fs/promises';

/**
 * A file's bytes, piece by piece; each piece is the reader's until it asks for the next. Two buffers take turns, one
 * being filled while the other is looked at: a stream has new ones all the time, and V8 sweeps the heap for every 64
 * MiB of them.
 * @throws the file system's error.
 */
export async function* filePieces(path: string, largest = 1 << 20): AsyncGenerator<Buffer> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const length = Math.min(largest, size || largest); // those of proc(5) say that they are empty
    const fill = (buffer: Buffer): Promise<Buffer> => {
      const piece = handle
        .read(buffer, 0, length, null)
        .then(({ bytesRead }) => buffer.subarray(0, bytesRead));
      piece.catch(() => undefined); // thrown when it is its turn, if the reader comes so far
      return piece;
    };
    let [buffer, other] = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)];
    let next = fill(buffer);
    for (let piece = await next; piece.length > 0; piece = await next) {
      [buffer, other] = [other, buffer];
      next = fill(buffer);
      yield piece;
    }
  } finally {
    await handle.close();
  }
}
