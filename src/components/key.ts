import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { digestFile } from '../files/digest-file.ts';
import { digestHex } from '../image/digest.ts';

/** What a key is made of: the order of the names does not matter, the order within a list does. */
export type KeyParts = Readonly<Record<string, string | readonly string[]>>;

/**
 * The content key of a component, `<name>-<32 hex digits>`: a hash over all named parts. Raise `FORMAT` when
 * src/tar packs the same tree as other bytes; the test of packLayer says so.
 */
export function contentKey(name: string, parts: KeyParts): string {
  const canonical = Object.keys(parts)
    .sort()
    .map((part) => [part, parts[part]]);
  const hash = createHash('sha256').update(JSON.stringify([FORMAT, name, canonical]));
  return `${name}-${hash.digest('hex').slice(0, 32)}`;
}

const FORMAT = 2;

/** sha256 of a file's bytes in hex, streamed; throws the system's error when it cannot be read. */
export async function hashFile(path: string): Promise<string> {
  return digestHex((await digestFile(path)).digest);
}

/** One `path sha256` line for each regular file below the directory, sorted by path: a part of a key. */
export async function hashTree(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const lines: string[] = [];
  for (const file of files.sort()) {
    lines.push(`${file.slice(directory.length + 1)} ${await hashFile(file)}`);
  }
  return lines;
}
