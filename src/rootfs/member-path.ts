import { ToolError } from '../errors.ts';
import { encodeName } from '../tar/read/text.ts';

/** limits.h; what is longer cannot be unpacked. */
const NAME_MAX = 255;
const PATH_MAX = 4096;

/** As tar writes names: nothing in them has to be cleaned. */
const USUAL = /^(?:\.\/)?([^./\0][^/\0]*(?:\/[^./\0][^/\0]*)*)\/?$/;

/**
 * A member's path from the root, without `.`, `..` and needless slashes; an absolute one is taken from the root too,
 * as every unpacker does. Empty for the root itself.
 * @param location what is read, for messages.
 * @throws ToolError `rootfs-unsafe` when it leads out of the root, or cannot be on a Linux file system.
 */
export function memberPath(raw: string, location: string): string {
  const usual = USUAL.exec(raw)?.[1];
  if (usual !== undefined && usual.length <= NAME_MAX / 3) return usual;
  const parts: string[] = [];
  for (const part of raw.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) throw unsafe(raw, 'leads out of the root', location);
  }
  if (raw.includes('\0')) throw unsafe(raw, 'has a NUL in it', location);
  if (isLong(raw, PATH_MAX) || parts.some((part) => isLong(part, NAME_MAX)))
    throw unsafe(raw, 'is longer than Linux allows', location);
  return parts.join('/');
}

/**
 * A symbolic link's target as the archive has it; it may lead anywhere, within the root.
 * @throws ToolError `rootfs-unsafe` when it is longer than symlink(2) takes.
 */
export function linkTarget(raw: string, location: string): string {
  if (isLong(raw, PATH_MAX - 1)) throw unsafe(raw, 'is longer than Linux allows', location, 'link target');
  return raw;
}

function isLong(text: string, most: number): boolean {
  return text.length > most / 4 && encodeName(text).length > most;
}

function unsafe(raw: string, what: string, location: string, which = 'name'): ToolError {
  const shown = raw.length > 200 ? `${raw.slice(0, 200)}…` : raw;
  return new ToolError(
    'rootfs-unsafe',
    `rootfs: ${location} has a member whose ${which} ${what}: ${JSON.stringify(shown)}`,
    'no container engine would unpack it; make the archive with tar -C DIRECTORY -czf rootfs.tar.gz .',
  );
}
