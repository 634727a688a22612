import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import type { Digest } from './layer.ts';

/** Bytes of a file in memory at a time. */
const PIECE = 1 << 20;

/** A pass-through stream that counts and hashes what flows; `result` is final once the stream has ended. */
export interface Digester {
  readonly stream: Transform;
  result(): { readonly digest: Digest; readonly size: number };
}

/**
 * Makes a {@link Digester}; use one for each side of a compressor to hash both in one pass.
 * @param onBytes told how many bytes have passed so far.
 */
export function createDigester(onBytes: (total: number) => void = () => undefined): Digester {
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
  // A copy, because a hash object can be finished only once and the result may be asked for twice.
  return { stream, result: () => ({ digest: `sha256:${hash.copy().digest('hex')}`, size }) };
}

/** sha256 digest of bytes in memory. */
export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

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

/** OCI image-spec descriptor.md, "Registered Algorithms"; sha256 only. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && /^sha256:[0-9a-f]{64}$/.test(text);
}

/** The hexadecimal part of a digest. */
export function digestHex(digest: Digest): string {
  return digest.slice('sha256:'.length);
}
