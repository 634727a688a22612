import { ToolError } from '../errors.ts';

/** A bomb of some megabytes unpacks to as much as one likes; no image of this size could be pushed or pulled. */
const MAX_UNPACKED = 256 * 2 ** 30;

/**
 * Passes on what is unpacked, up to a limit.
 * @param name what is read, for messages.
 * @throws ToolError `rootfs-hostile`.
 */
export async function* bounded(
  unpacked: AsyncIterable<Buffer>,
  name: string,
  limit = MAX_UNPACKED,
): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of unpacked) {
    size += chunk.length;
    if (size > limit) throw tooLarge(name, limit);
    yield chunk;
  }
}

function tooLarge(name: string, limit: number): ToolError {
  return new ToolError(
    'rootfs-hostile',
    `rootfs: ${name} unpacks to more than ${limit / 2 ** 30} GiB`,
    'is it a root filesystem?',
  );
}
