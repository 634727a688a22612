import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../../host/host.ts';
import type { ArchivePackage } from '../guest-archive.ts';
import { type GuestDnf, rpmError } from './dnf.ts';

/**
 * Downloads packages to an empty directory, and checks that the root filesystem's keys signed them (rpmkeys(8)). dnf's
 * own lists, from which they were chosen, are signed by few distributions.
 * @returns the files.
 * @throws ToolError `guest-archive`.
 */
export async function fetchRpms(
  dnf: Pick<GuestDnf, 'run' | 'keys'>,
  packages: readonly ArchivePackage[],
  directory: string,
  host: Host,
): Promise<readonly string[]> {
  const archives = join(directory, 'archives');
  await mkdir(archives);
  host.progress(`natives: downloading ${packages.length} packages`);
  await dnf.run('download', [`--destdir=${archives}`, ...packages.map(rpmName)]);
  const files = (await readdir(archives)).sort().map((name) => join(archives, name));
  if (files.length > 0) await checkSignatures(files, dnf.keys, join(directory, 'keys'), host);
  return files;
}

/** As dnf names a package: `sed-4.8-9.el9.x86_64`. */
export function rpmName({ name, version }: ArchivePackage): string {
  return `${name}-${version}.x86_64`;
}

/** In a database of its own, which has no other keys. */
async function checkSignatures(
  files: readonly string[],
  keys: readonly string[],
  database: string,
  host: Host,
): Promise<void> {
  await mkdir(database);
  const rpmkeys = (...args: string[]) =>
    host.exec('rpmkeys', ['--dbpath', database, ...args], {
      env: { ...host.env, HOME: database, LC_ALL: 'C.UTF-8' },
      ignoreExitCode: true,
    });
  for (const key of keys) await rpmkeys('--import', key);
  const { code, stdout } = await rpmkeys('--define', '_pkgverify_level all', '--checksig', ...files);
  if (code === 0) return;
  const bad = /^.*\/([^/]+\.rpm): .*NOT OK/m.exec(stdout)?.[1] ?? 'a package';
  throw rpmError(`${bad} is not signed with a key that the root filesystem has for its repositories`);
}
