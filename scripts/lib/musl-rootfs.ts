import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptDirectory, findArm64Archive } from './arm64-archive.ts';
import { cacheDirectory } from './cache-directory.ts';
import { type RunOptions, run } from './run.ts';
import type { Scope } from './scope.ts';

const LOADER = 'lib/ld-musl-aarch64.so.1';

/** Where the distribution's own packages have musl, which is not its libc. */
const DEBIAN = {
  loader: 'lib/aarch64-linux-musl/libc.so',
  include: 'usr/include/aarch64-linux-musl',
  lib: 'usr/lib/aarch64-linux-musl',
};

/** Alpine Linux 3.18 has the gcc and the kernel of Debian 12; its musl is a release newer. */
const OS_RELEASE = `ID=alpine
VERSION_ID=3.18.0
PRETTY_NAME="musl and busybox of another distribution, laid out as Alpine Linux has them"
`;

/**
 * Makes a small arm64 root filesystem with musl, its headers and a shell, from the machine's distribution's packages:
 * Alpine's layout (its package musl: the library is the loader itself; musl-dev: /usr/include, /usr/lib).
 * @returns a .tar.gz that is removed with the scope.
 */
export async function makeMuslRootfs(scope: Scope): Promise<string> {
  const options: RunOptions = { signal: scope.signal };
  const work = await scope.tempDir('musl-rootfs');
  const [packages, tree] = [join(work, 'packages'), join(work, 'tree')];
  await unpackArm64(['musl', 'musl-dev', 'busybox-static'], packages, options);
  for (const directory of ['bin', 'dev', 'etc', 'lib', 'proc', 'root', 'tmp', 'usr/bin', 'usr/lib'])
    await mkdir(join(tree, directory), { recursive: true });
  const { include, lib } = DEBIAN;
  await cp(join(packages, include), join(tree, 'usr/include'), { recursive: true, verbatimSymlinks: true });
  for (const name of (await readdir(join(packages, lib))).filter((found) => found !== 'libc.so'))
    await cp(join(packages, lib, name), join(tree, 'usr/lib', name));
  await cp(join(packages, DEBIAN.loader), join(tree, LOADER));
  await symlink('ld-musl-aarch64.so.1', join(tree, 'lib/libc.musl-aarch64.so.1'));
  await symlink(`../../${LOADER}`, join(tree, 'usr/lib/libc.so'));
  await cp(join(packages, 'bin/busybox'), join(tree, 'bin/busybox'));
  await symlink('busybox', join(tree, 'bin/sh'));
  await writeFile(join(tree, 'etc/os-release'), OS_RELEASE);
  const file = join(work, 'rootfs.tar.gz');
  await run('tar', ['-czf', file, '--owner=0', '--group=0', '-C', tree, '.'], options);
  return file;
}

/** Unpacks arm64 packages of the machine's own release, without what they depend on. */
async function unpackArm64(names: readonly string[], directory: string, options: RunOptions): Promise<void> {
  const { apt } = await findArm64Archive(aptDirectory(cacheDirectory(), 'arm64'), options);
  await mkdir(directory, { recursive: true });
  const all = names.map((name) => `${name}:arm64`);
  await apt.run('apt-get', ['--quiet', 'download', ...all], { ...options, cwd: directory });
  for (const name of await readdir(directory))
    await run('dpkg-deb', ['--extract', join(directory, name), directory], options);
}
