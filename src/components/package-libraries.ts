import { posix } from 'node:path';
import type { Host } from '../host/host.ts';
import { installedPackages, packageFilesIn } from './dpkg.ts';

/** All libraries in a root, by soname: their packages have a link of that name (Debian policy, 8.1). */
export async function librariesIn(root: string, host: Host): Promise<ReadonlyMap<string, string>> {
  const packages = await installedPackages(host, ['*'], root);
  const files = await packageFilesIn(
    root,
    host,
    packages.map(({ name }) => name),
  );
  // The loader has a second place in lib64; what is for certain processors only has a name of the usual ones.
  return librariesAmong(files.filter((file) => !/\/lib64\/|\/glibc-hwcaps\//.test(file)));
}

/** Files that are named as libraries are, by that name; of several the last. */
export function librariesAmong(files: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    files.flatMap((file) => (/\.so(\.|$)/.test(file) ? [[posix.basename(file), file] as const] : [])),
  );
}
