import type { Host } from '../../host/host.ts';
import { type InstalledPackage, installedPackages, owningPackages, packageFilesIn } from './dpkg.ts';

/** An rpm that is unpacked below a root. */
export interface UnpackedRpm extends InstalledPackage {
  /** Its paths, as it has them: `/usr/bin/sed`. */
  readonly files: readonly string[];
}

/** A system whose files are taken. */
export interface PackageRoot {
  /** A directory with packages unpacked, Debian's with dpkg's record of them below var/lib/dpkg; empty for this machine. */
  readonly root: string;
  /** Its distribution and release, as `debian 13`; absent for this machine. */
  readonly release?: string;
  /** The packages, where they are rpms. */
  readonly rpms?: readonly UnpackedRpm[];
}

export const THIS_MACHINE: PackageRoot = { root: '' };

/** Those of the named packages that are there, all when no names are given; sorted by name. */
export async function packagesOf(
  { root, rpms }: PackageRoot,
  host: Host,
  names?: readonly string[],
): Promise<readonly InstalledPackage[]> {
  if (rpms === undefined) return installedPackages(host, names ?? ['*'], root);
  return rpms.filter(({ name }) => names === undefined || names.includes(name));
}

/** The paths that packages own, as they are on this machine. */
export async function filesOf(
  { root, rpms }: PackageRoot,
  host: Host,
  names: readonly string[],
): Promise<readonly string[]> {
  if (rpms === undefined) return packageFilesIn(root, host, names);
  const own = rpms.filter(({ name }) => names.includes(name));
  return own.flatMap(({ files }) => files.map((path) => `${root}${path}`));
}

/** Names of the packages that own files of this machine. */
export async function ownersOf(
  { root, rpms }: PackageRoot,
  host: Host,
  files: readonly string[],
): Promise<readonly string[]> {
  if (rpms === undefined) return owningPackages(host, files, root);
  const paths = new Set(files.map((file) => file.slice(root.length)));
  return rpms.filter((rpm) => rpm.files.some((path) => paths.has(path))).map(({ name }) => name);
}
