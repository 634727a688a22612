import { createHash } from 'node:crypto';
import { ToolError } from '../errors.ts';
import type { Digest } from '../image/layer.ts';

/**
 * Passes a layer's tar on, and fails at its end when it is another than the one that was read before.
 * @param name what is read, for messages.
 * @throws ToolError `rootfs-changed`.
 */
export async function* unchanged(
  tar: AsyncIterable<Buffer>,
  diffId: Digest,
  name: string,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of tar) {
    hash.update(chunk);
    yield chunk;
  }
  const actual = `sha256:${hash.digest('hex')}`;
  if (actual === diffId) return;
  throw new ToolError(
    'rootfs-changed',
    `rootfs: ${name} was changed while it was read: it unpacked to ${diffId} first, and to ${actual} then`,
    'run again, and let nothing write to the file meanwhile',
  );
}
