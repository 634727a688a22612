import { posix } from 'node:path';
import type { Host } from '../../host/host.ts';
import { filesOf, type PackageRoot, packagesOf } from './root.ts';

/** All libraries of packages in a root, by soname: they have a link of that name (Debian policy, 8.1). */
export async function librariesIn(from: PackageRoot, host: Host): Promise<ReadonlyMap<string, string>> {
  const packages = await packagesOf(from, host);
  const files = await filesOf(
    from,
    host,
    packages.map(({ name }) => name),
  );
  // What is for certain processors only has a name of the usual ones, and Debian's loader a second place in lib64.
  const usual = files.filter((file) => !file.includes('/glibc-hwcaps/'));
  const inLib64 = (file: string) => file.includes('/lib64/');
  return librariesAmong([...usual.filter(inLib64), ...usual.filter((file) => !inLib64(file))]);
}

/** Files that are named as libraries are, by that name; of several the last. */
export function librariesAmong(files: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    files.flatMap((file) => (/\.so(\.|$)/.test(file) ? [[posix.basename(file), file] as const] : [])),
  );
}
