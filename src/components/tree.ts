import { lstatSync, readlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { TreeEntry } from '../tar/entry.ts';

/** A text as a file entry, 0644. */
export function textEntry(path: string, text: string): TreeEntry {
  return { type: 'file', path, mode: 0o644, source: { bytes: Buffer.from(text) } };
}

/** A symbolic link entry. */
export function linkEntry(path: string, target: string): TreeEntry {
  return { type: 'symlink', path, target };
}

/** A file of this machine as an entry: executable for all or for none, so that a umask does not show. */
export function fileEntry(path: string, file: string, executable: boolean): TreeEntry {
  return { type: 'file', path, mode: executable ? 0o755 : 0o644, source: { file } };
}

/** The file of this machine that an entry's bytes are read from; undefined for one that has none. */
export function sourceFile(entry: TreeEntry | undefined): string | undefined {
  return entry?.type === 'file' && 'file' in entry.source ? entry.source.file : undefined;
}

/**
 * The entry for a path on this machine, or undefined for a directory (packing adds parents by itself) and for
 * anything that is neither a file nor a symbolic link. `retarget` may change or (undefined) drop a link. Waits for the
 * file system, as neededLibraries does.
 */
export function pathEntry(
  file: string,
  path: string,
  retarget: (target: string) => string | undefined = (target) => target,
): TreeEntry | undefined {
  const stat = lstatSync(file);
  if (stat.isSymbolicLink()) {
    const target = retarget(readlinkSync(file));
    return target === undefined ? undefined : linkEntry(path, target);
  }
  return stat.isFile() ? fileEntry(path, file, (stat.mode & 0o100) !== 0) : undefined;
}

/** Every file and link below a directory of this machine, as entries below `prefix`. */
export async function directoryEntries(directory: string, prefix: string): Promise<TreeEntry[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true });
  const entries: TreeEntry[] = [];
  for (const item of found) {
    const file = join(item.parentPath, item.name);
    const entry = pathEntry(file, join(prefix, file.slice(directory.length + 1)));
    if (entry) entries.push(entry);
  }
  return entries;
}

/** The entries without links that lead to nothing among them. */
export function withoutDanglingLinks(entries: readonly TreeEntry[]): TreeEntry[] {
  const known = new Set<string>();
  for (const { path } of entries)
    for (let part = path; part !== '.'; part = posix.dirname(part)) known.add(part);
  return entries.filter(
    (entry) =>
      entry.type !== 'symlink' ||
      known.has(posix.resolve('/', posix.dirname(entry.path), entry.target).slice(1)),
  );
}
