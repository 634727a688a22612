import type { Host } from '../../host/host.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { type InstalledPackage, packageFiles } from '../dpkg.ts';
import { pathEntry, withoutDanglingLinks } from '../tree.ts';
import { HOST } from './toolchain.ts';

/** Of the packages' files, those that programs read: documentation and translations stay behind. */
const NEEDLESS =
  /^\/usr\/(share\/(doc|man|info|locale|lintian|applications|pixmaps)|lib\/x86_64-linux-gnu)(\/|$)/;

/** x86_64/host/bin is in PATH: nothing may lie there that hides a program of the guest (gdb, gcore). */
const PROGRAMS = /^\/usr\/bin\/(aarch64-linux-gnu-(?!lto-dump)|gdb-multiarch$)/;

/** A path that a package owns on this machine, and the same in the image; undefined when it is not taken. */
export function imagePath(path: string): string | undefined {
  const taken = path.startsWith('/usr/bin/') ? PROGRAMS.test(path) : path.startsWith('/usr/');
  return taken && !NEEDLESS.test(path) ? `${HOST}${path.slice('/usr'.length)}` : undefined;
}

/**
 * The files of installed packages, moved from /usr to x86_64/host. Programs keep their places relative to each
 * other, by which gcc, ld and gdb find their parts. Links that would lead nowhere are left out.
 */
export async function packageTree(
  host: Host,
  packages: readonly InstalledPackage[],
): Promise<Map<string, TreeEntry>> {
  const entries = new Map<string, TreeEntry>();
  for (const file of await packageFiles(host, ...packages.map(({ name }) => name))) {
    const path = imagePath(file);
    const entry = path === undefined ? undefined : await pathEntry(file, path, relocateLink);
    if (entry) entries.set(entry.path, entry);
  }
  return new Map(withoutDanglingLinks([...entries.values()]).map((entry) => [entry.path, entry]));
}

function relocateLink(target: string): string | undefined {
  if (!target.startsWith('/')) return target;
  const path = imagePath(target);
  return path === undefined ? undefined : `/${path}`;
}
