import { createHash } from 'node:crypto';
import { type FilePart, ownHashes } from '../../../../elf/own-hashes.ts';

/** What stands in the image for the directory in which Buildroot worked, whose host directory becomes x86_64/host. */
const PLACE = '/x86_64';

/**
 * A file's bytes without the directories of the machine that made it; undefined when there is nothing to change.
 * In text (no NUL in it) `/x86_64` takes their place. In binaries no byte may move: linkers merge a string that is the
 * end of another (bfd/merge.c), and programs have the lengths of literals as numbers (cpp_GCC_INCLUDE_DIR_len in gcc's
 * cppdefault.c). So the name is filled up with slashes in front, which mean one (path_resolution(7)).
 * @param places absolute paths, each before those that it lies in.
 */
export function withoutPlaces(bytes: Buffer, places: readonly string[]): Buffer | undefined {
  const found = places.filter((place) => bytes.includes(place));
  if (found.length === 0) return undefined;
  const isText = !bytes.includes(0);
  let text = bytes.toString('latin1');
  for (const place of found)
    text = text.replaceAll(place, isText ? PLACE : PLACE.padStart(Buffer.byteLength(place), '/'));
  return Buffer.from(text, 'latin1');
}

/**
 * The same for a native program, whose hashes of its own objects become hashes of what it is now, since the objects
 * have the directories in them too.
 */
export function placelessProgram(bytes: Buffer, places: readonly string[]): Buffer {
  const result = withoutPlaces(bytes, places) ?? Buffer.from(bytes);
  const parts = ownHashes(result);
  for (const { offset, size } of parts) result.fill(0, offset, offset + size);
  const hash = createHash('sha512').update(result).digest();
  for (const part of parts) write(result, part, hash);
  return result;
}

function write(bytes: Buffer, { offset, size }: FilePart, hash: Buffer): void {
  hash.copy(bytes, offset, 0, Math.min(size, hash.length));
}
