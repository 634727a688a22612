import { createHash } from 'node:crypto';
import type { Digest } from '../image/layer.ts';
import { filePieces } from './file-pieces.ts';

/** Digest and size of a file, read piece by piece. @throws the file system's error, or the signal's reason. */
export async function digestFile(
  file: string,
  signal?: AbortSignal,
): Promise<{ digest: Digest; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of filePieces(file)) {
    signal?.throwIfAborted();
    hash.update(piece);
    size += piece.length;
  }
  return { digest: `sha256:${hash.digest('hex')}`, size };
}
