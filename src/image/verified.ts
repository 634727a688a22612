import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ToolError } from '../errors.ts';
import type { Digest } from './layer.ts';

/**
 * Passes a blob's bytes on, and fails at their end when they are not what the digest says.
 * @param what names the blob in the message.
 */
export function verified(source: Readable, digest: Digest, what: string): Readable {
  return Readable.from(check(source, digest, what), { objectMode: false });
}

async function* check(source: Readable, digest: Digest, what: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
  const actual = `sha256:${hash.digest('hex')}`;
  if (actual === digest) return;
  throw new ToolError(
    'image-damaged',
    `rootfs: ${what} is ${actual}, not ${digest}`,
    'the file was changed or damaged: copy the image again',
  );
}
