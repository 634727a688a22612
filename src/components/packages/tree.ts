import type { Host } from '../../host/host.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { pathEntry, withoutDanglingLinks } from '../tree.ts';
import { type InstalledPackage, packageFiles } from './dpkg.ts';

/** Of the packages' files, those that programs read: documentation and translations stay behind. */
const NEEDLESS =
  /^\/usr\/(share\/(doc|man|info|locale|lintian|applications|pixmaps)|lib\/x86_64-linux-gnu)(\/|$)/;

/** How packages move into the image. */
interface Relocation {
  /** What takes the place of /usr. */
  readonly to: string;
  /** The paths in /usr/bin that come along. */
  readonly programs: RegExp;
}

/** A path that a package owns on this machine, and the same in the image; undefined when it is not taken. */
export function imagePath(path: string, { to, programs }: Relocation): string | undefined {
  const taken = path.startsWith('/usr/bin/') ? programs.test(path) : path.startsWith('/usr/');
  return taken && !NEEDLESS.test(path) ? `${to}${path.slice('/usr'.length)}` : undefined;
}

/**
 * The files of installed packages, moved from /usr to another prefix. Programs keep their places relative to each
 * other, by which gcc, ld and gdb find their parts. Links that would lead nowhere are left out.
 */
export async function packageTree(
  host: Host,
  packages: readonly InstalledPackage[],
  relocation: Relocation,
): Promise<Map<string, TreeEntry>> {
  const relocateLink = (target: string): string | undefined => {
    if (!target.startsWith('/')) return target;
    const path = imagePath(target, relocation);
    return path === undefined ? undefined : `/${path}`;
  };
  const entries = new Map<string, TreeEntry>();
  for (const file of await packageFiles(host, ...packages.map(({ name }) => name))) {
    const path = imagePath(file, relocation);
    const entry = path === undefined ? undefined : pathEntry(file, path, relocateLink);
    if (entry) entries.set(entry.path, entry);
  }
  return new Map(withoutDanglingLinks([...entries.values()]).map((entry) => [entry.path, entry]));
}
