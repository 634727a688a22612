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
  if (`sha256:${hash.digest('hex')}` !== diffId) throw changed(name);
}

/** @param name what was read, for messages. */
export function changed(name: string): ToolError {
  return new ToolError(
    'rootfs-changed',
    `rootfs: ${name} was changed while it was read`,
    'run again, and let nothing write to the file meanwhile',
  );
}
