import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { packageFiles } from '../../src/components/packages/dpkg.ts';
import { RUNTIME_SONAMES } from '../../src/components/runtime/sonames.ts';
import {
  installedLibraries,
  libraryClosure,
  neededLibraries,
} from '../../src/components/shared-libraries.ts';
import type { Host } from '../../src/host/host.ts';
import { KEY_ADDRESS, type TestRpm, type YumRepositoryServer } from './yum-repository.ts';

/**
 * Packages of this machine's programs as rpms of the same names, in a lib64 layout, and one of the libraries that they
 * need: stand-ins for those of an rpm distribution, which cannot be had.
 */
export async function machineRpms(names: readonly string[], version: string, host: Host): Promise<TestRpm[]> {
  const rpms: TestRpm[] = [];
  const programs: string[] = [];
  for (const name of names) {
    const own: string[] = [];
    for (const path of await packageFiles(host, name))
      if (/^(\/usr)?\/bin\/[^/]+$/.test(path) && (neededLibraries(path) ?? []).length > 0) own.push(path);
    const files = own.map((file) => [`usr/bin/${basename(file)}`, { file }] as const);
    rpms.push({ name, version, files: Object.fromEntries(files) });
    programs.push(...own);
  }
  const libraries = libraryClosure(programs, await installedLibraries(host), new Set(RUNTIME_SONAMES));
  const files = libraries.map(({ soname, file }) => [`usr/lib64/${soname}`, { file }] as const);
  return [...rpms, { name: 'machine-libs', version, files: Object.fromEntries(files) }];
}

/**
 * An arm64 root filesystem in which rpm's marks stand in the place of dpkg's: a real database with all packages of a
 * repository installed, the repository, and its key.
 * @param tarball Debian's.
 */
export async function rpmRootfs(tarball: string, server: YumRepositoryServer, host: Host): Promise<string> {
  const directory = await host.tempDir('rpm-rootfs');
  const marks = join(directory, 'marks');
  const [database, repositories, keys, variables] = [
    ...['var/lib/rpm', 'etc/yum.repos.d', 'etc/pki/rpm-gpg', 'etc/yum/vars'].map((path) => join(marks, path)),
  ] as [string, string, string, string];
  for (const path of [database, repositories, keys, variables]) await mkdir(path, { recursive: true });
  const rpms = (await readdir(server.directory)).filter((name) => name.endsWith('.rpm'));
  await host.exec(
    'rpm',
    ['--dbpath', database, '--install', '--nodeps', '--justdb', '--nosignature', ...rpms],
    {
      cwd: server.directory,
    },
  );
  await writeFile(
    join(repositories, 'test.repo'),
    `[test]\nname=test\nbaseurl=http://$testhost/$basearch/\ngpgcheck=1\ngpgkey=${KEY_ADDRESS}\n`,
  );
  await writeFile(join(keys, basename(KEY_ADDRESS)), Buffer.from(server.key, 'base64'));
  await writeFile(join(variables, 'testhost'), `${server.base.replace('http://', '')}\n`);
  const tar = join(directory, 'rootfs.tar');
  const script = `gzip -dc "$1" > "$2" && tar --delete -f "$2" ./var/lib/dpkg/status && \
    tar --append -f "$2" -C "$3" --owner=0 --group=0 ./var ./etc && gzip -1 "$2"`;
  await host.exec('sh', ['-c', script, 'sh', tarball, tar, marks]);
  return `${tar}.gz`;
}
