import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Digest } from '../image/layer.ts';

/** A stream that passes its bytes through; `digest()` is of what has passed, once it has ended. */
export interface HashingStream extends Transform {
  digest(): Digest;
}

export function createHashing(onBytes: (total: number) => void = () => undefined): HashingStream {
  const hash = createHash('sha256');
  let size = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      onBytes(size);
      done(null, chunk);
    },
  });
  return Object.assign(stream, { digest: (): Digest => `sha256:${hash.digest('hex')}` });
}

/** The digest of a file's bytes. */
export async function digestFile(path: string, signal: AbortSignal): Promise<Digest> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  return `sha256:${hash.digest('hex')}`;
}
