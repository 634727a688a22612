import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import type { Digest } from './layer.ts';

/** A pass-through stream that counts and hashes what flows; `result` is final once the stream has ended. */
interface Digester {
  readonly stream: Transform;
  result(): { readonly digest: Digest; readonly size: number };
}

/** Makes a {@link Digester}; use one for each side of a compressor to hash both in one pass. */
export function createDigester(): Digester {
  const hash = createHash('sha256');
  let size = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
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

/** OCI image-spec descriptor.md, "Registered Algorithms"; sha256 only. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && /^sha256:[0-9a-f]{64}$/.test(text);
}

/** The hexadecimal part of a digest. */
export function digestHex(digest: Digest): string {
  return digest.slice('sha256:'.length);
}
