import type { RootfsProfile } from './profile.ts';
import type { RootfsTree } from './tree.ts';

const BIN_DIRECTORIES = ['usr/local/sbin', 'usr/local/bin', 'usr/sbin', 'usr/bin', 'sbin', 'bin'] as const;

/** The program that tells each package manager, the most telling one first. */
const PACKAGE_MANAGERS = [
  ['apt-get', 'apt'],
  ['dnf', 'dnf'],
  ['dnf5', 'dnf'],
  ['microdnf', 'dnf'],
  ['yum', 'yum'],
  ['apk', 'apk'],
  ['zypper', 'zypper'],
  ['pacman', 'pacman'],
] as const;

/**
 * Programs, and links that lead to one, in the directories of PATH, sorted; each under its directory's real
 * name, so that a program of a merged /usr (bin → usr/bin) is there once, as /usr/bin/NAME.
 */
export function listPrograms(tree: RootfsTree): string[] {
  const directories = new Set(
    BIN_DIRECTORIES.flatMap((directory) => {
      const real = tree.realPath(directory);
      return real === undefined ? [] : [real];
    }),
  );
  return (
    [...directories]
      .flatMap((directory) => tree.list(directory).map((name) => `/${directory}/${name}`))
      // A name that is not UTF-8 has no spelling in the image's configuration.
      .filter((path) => path.isWellFormed() && isProgram(tree, path))
      .sort()
  );
}

/** Those programs whose own name is a link, and where it leads in the end. */
export function linksOf(tree: RootfsTree, programs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    programs
      .filter((path) => tree.entry(path)?.type === 'symlink')
      .map((path) => [path, `/${tree.realPath(path) ?? ''}`]),
  );
}

/** The package manager, by its program; undefined for none that we know. */
export function findPackageManager(tree: RootfsTree): RootfsProfile['packageManager'] {
  const there = (name: string): boolean =>
    ['usr/bin', 'usr/sbin', 'bin', 'sbin'].some((directory) => isProgram(tree, `${directory}/${name}`));
  return PACKAGE_MANAGERS.find(([program]) => there(program))?.[1];
}

/** Whether a path leads to a file that may be executed. */
export function isProgram(tree: RootfsTree, path: string): boolean {
  const node = tree.resolve(path);
  return node?.type === 'file' && node.executable;
}
