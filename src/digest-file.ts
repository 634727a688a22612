import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Digest } from './image/layer.ts';

/** Bytes of a file in memory at a time. */
const PIECE = 1 << 20;

/** Digest and size of a file, read piece by piece. Rejects with the file system's error, or the signal's reason. */
export async function digestFile(
  file: string,
  signal?: AbortSignal,
): Promise<{ digest: Digest; size: number }> {
  const hash = createHash('sha256');
  // Used again and again: a stream's new buffers would cost the garbage collector half as much as hashing does.
  const buffer = Buffer.allocUnsafe(PIECE);
  const handle = await open(file);
  try {
    for (let size = 0; ; ) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, PIECE, null);
      if (bytesRead === 0) return { digest: `sha256:${hash.digest('hex')}`, size };
      hash.update(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
