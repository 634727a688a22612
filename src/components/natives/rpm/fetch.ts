import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../../host/host.ts';
import type { ArchivePackage } from '../archive.ts';
import { describeRpms, type RpmFile } from './describe.ts';
import { type GuestDnf, rpmError } from './dnf.ts';

/**
 * Downloads packages to an empty directory, and checks that the root filesystem's keys signed them (rpmkeys(8)). dnf's
 * own lists, from which they were chosen, are signed by few distributions.
 * @throws ToolError `guest-archive`, also when a repository gives other ones, or the same ones with other bytes.
 */
export async function fetchRpms(
  dnf: Pick<GuestDnf, 'run' | 'keys'>,
  packages: readonly ArchivePackage[],
  directory: string,
  host: Host,
): Promise<readonly RpmFile[]> {
  const [archives, database] = [join(directory, 'archives'), join(directory, 'keys')];
  await mkdir(archives);
  await mkdir(database);
  host.progress(`natives: downloading ${packages.length} packages`);
  const names = packages.map(({ name, version }) => `${name}-${version}.x86_64`);
  await dnf.run('download', [`--destdir=${archives}`, ...names]);
  const files = (await readdir(archives)).sort().map((name) => join(archives, name));
  if (files.length > 0) await checkSignatures(files, dnf.keys, database, host);
  const rpms = await describeRpms(files, database, host);
  const other = rpms.find((rpm) => !packages.some((item) => isThatOne(rpm, item)));
  if (other !== undefined) throw rpmError(`a repository has another ${other.name} ${other.version}`);
  if (rpms.length < packages.length)
    throw rpmError(`${packages.length - rpms.length} packages were not downloaded`);
  return rpms;
}

function isThatOne(rpm: RpmFile, { name, version, sha256 = rpm.sha256 }: ArchivePackage): boolean {
  return rpm.name === name && rpm.version === version && rpm.sha256 === sha256;
}

/** In a database of its own, which has no other keys. */
async function checkSignatures(
  files: readonly string[],
  keys: readonly string[],
  database: string,
  host: Host,
): Promise<void> {
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
