import { mkdir, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { basename, join, posix, resolve } from 'node:path';
import type { Host } from '../../host/host.ts';
import { hashFile } from '../key.ts';
import type { PackageRoot } from '../packages/root.ts';
import type { ArchivePackage } from './archive.ts';
import { archiveError } from './archive-error.ts';
import type { GuestApt } from './guest-apt.ts';

/**
 * Downloads packages, which apt checks against the signed index, and unpacks them below the directory, with as much of
 * dpkg's record (dpkg(1), FILES) as dpkg-query reads. Nothing of them is run, and nothing is installed.
 * @throws ToolError `guest-archive`, also when the archive now has other bytes than when the packages were chosen.
 */
export async function downloadPackages(
  apt: Pick<GuestApt, 'run'>,
  packages: readonly ArchivePackage[],
  directory: string,
  host: Host,
): Promise<Pick<PackageRoot, 'root'>> {
  const archives = join(directory, 'archives');
  await mkdir(archives);
  await apt.run(
    'apt-get',
    ['download', ...packages.map(({ name, version }) => `${name}=${version}`)],
    archives,
  );
  const expected = new Set(packages.map(({ sha256 }) => sha256));
  const files = (await readdir(archives)).sort().map((name) => join(archives, name));
  for (const file of files)
    if (!expected.delete(await hashFile(file)))
      throw archiveError(`the archive has another ${basename(file)}`);
  if (expected.size > 0) throw archiveError(`${expected.size} packages were not downloaded`);
  return unpackPackages(files, join(directory, 'root'), host);
}

/** Unpacks .deb files below a new directory. */
async function unpackPackages(
  files: readonly string[],
  root: string,
  host: Host,
): Promise<Pick<PackageRoot, 'root'>> {
  const records = join(root, 'var/lib/dpkg');
  await mkdir(join(records, 'info'), { recursive: true });
  let status = '';
  for (const file of files) {
    const { stdout: control } = await host.exec('dpkg-deb', ['--field', file]);
    const name = /^Package: *([a-z0-9.+-]+)$/m.exec(control)?.[1] ?? '';
    const paths = await unpackArchive('dpkg-deb --fsys-tarfile "$1"', file, root, host);
    await writeFile(join(records, 'info', `${name}.list`), paths.map((path) => `${path}\n`).join(''));
    status += `${control.trimEnd()}\nStatus: install ok installed\n\n`;
  }
  await writeFile(join(records, 'status'), status);
  return { root };
}

/**
 * Unpacks what a package has below a directory, and sees to it that nothing leads out of there.
 * @param toTar a shell's command that makes a tar archive of the package "$1".
 * @returns the package's paths: `/usr/bin/sed`.
 */
export async function unpackArchive(
  toTar: string,
  file: string,
  root: string,
  host: Host,
): Promise<string[]> {
  const { stdout } = await host.exec('sh', ['-c', `${toTar} | ${UNPACK}`, 'sh', file, root]);
  await removeForeign(root);
  const paths = stdout.split('\n').map((member) => posix.join('/', member).replace(/(?<=.)\/$/, ''));
  return paths.filter((path) => path !== '/');
}

/** Without what nobody reads of them. */
const UNPACK =
  'tar -xv --no-same-owner -C "$2" --exclude=./usr/share/locale --exclude=./usr/share/man ' +
  '--exclude=./usr/share/info --exclude=./usr/lib/.build-id --exclude=./var';

/**
 * Removes links that lead out of the root: through one, the next package could be unpacked to somewhere else. Within a
 * package tar itself sees to that (GNU tar, "Security rules of thumb"). And devices, which root's tar makes.
 */
async function removeForeign(root: string): Promise<void> {
  for (const item of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(item.parentPath, item.name);
    const keep = item.isSymbolicLink()
      ? staysIn(root, item.parentPath, await readlink(path))
      : item.isFile() || item.isDirectory();
    if (!keep) await rm(path);
  }
}

/** Whether a link's target is in the root, whatever other links are on the way. */
function staysIn(root: string, directory: string, target: string): boolean {
  const parts = target.split('/');
  // `..` after a name goes up from wherever that leads to.
  const winding = parts.slice(parts.findIndex((part) => !/^\.*$/.test(part))).includes('..');
  return !winding && resolve(directory, target).startsWith(`${root}/`);
}
