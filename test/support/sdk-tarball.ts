import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installedLibraries, libraryClosure } from '../../src/components/shared-libraries.ts';
import type { Host } from '../../src/host/host.ts';

const TARGET = 'aarch64-linux-gnu';
const CROSS = `/usr/${TARGET}`;
const PROGRAMS = [
  ...['as', 'ld', 'ld.bfd', 'ar', 'nm', 'ranlib', 'strip', 'objdump', 'objcopy', 'readelf', 'addr2line'],
  ...['size', 'strings', 'c++filt', 'gcc', 'g++', 'cpp', 'gcc-ar', 'gcc-nm', 'gcc-ranlib'],
];

/**
 * A tarball laid out as published ones are, around the packaged cross compiler:
 * - `bootlin`: as https://toolchains.bootlin.com and Buildroot's `make sdk`: bin/NAME is a link to toolchain-wrapper,
 *   the real program is NAME.br_real, other programs beside them, a gdb without Python (which no package has: readelf
 *   stands in for it), the sysroot in TARGET/sysroot, a linker that warns of the system's own directories.
 * - `arm`: as https://developer.arm.com's arm-gnu-toolchain: real programs, a gdb with data whose Python's library is
 *   not there, the sysroot in TARGET/libc, libraries in lib64 of it.
 * @returns the path of the tarball.
 */
export async function makeSdkTarball(kind: 'bootlin' | 'arm', host: Host): Promise<string> {
  const directory = await host.tempDir('sdk-tarball');
  const top = kind === 'arm' ? `arm-gnu-toolchain-x86_64-${TARGET}` : 'aarch64--glibc--stable-1';
  const root = join(directory, top);
  const { stdout } = await host.exec(`${TARGET}-gcc`, ['-dumpversion']);
  const version = stdout.trim();
  for (const path of [
    'bin',
    'lib',
    'libexec/gcc/real',
    `lib/gcc/${TARGET}`,
    `${TARGET}/bin`,
    `${TARGET}/lib`,
  ])
    await mkdir(join(root, path), { recursive: true });
  await addPrograms(root, kind, host);
  await cp(`/usr/lib/gcc-cross/${TARGET}/${version}`, join(root, `lib/gcc/${TARGET}/${version}`), {
    recursive: true,
    verbatimSymlinks: true,
  });
  await cp(`${CROSS}/include/c++`, join(root, `${TARGET}/include/c++`), { recursive: true });
  await addLibraries(root, kind);
  await addHostLibraries(root, version, host);
  await host.exec('tar', ['--use-compress-program=gzip -1', '-cf', 'sdk.tar.gz', top], { cwd: directory });
  await rm(root, { recursive: true });
  return join(directory, 'sdk.tar.gz');
}

async function addPrograms(root: string, kind: 'bootlin' | 'arm', host: Host): Promise<void> {
  const helper = join(root, 'relative');
  const poisoned = kind === 'bootlin' ? ['-DPOISONED'] : [];
  await host.exec('gcc', ['-O2', ...poisoned, '-o', helper, join(import.meta.dirname, 'sdk/relative.c')]);
  for (const tool of PROGRAMS) {
    const name = `${TARGET}-${tool}`;
    await cp(`/usr/bin/${name}`, join(root, 'libexec/gcc/real', name), { dereference: true });
    const wrapped = kind === 'bootlin' && /^(gcc|g\+\+|cpp)$/.test(tool);
    await cp(helper, join(root, 'bin', wrapped ? `${name}.br_real` : name));
    if (wrapped) await symlink('toolchain-wrapper', join(root, 'bin', name));
    if (['as', 'ld', 'nm'].includes(tool))
      await symlink(`../../bin/${name}`, join(root, TARGET, 'bin', tool));
  }
  if (kind === 'arm') {
    await cp('/usr/bin/gdb-multiarch', join(root, `bin/${TARGET}-gdb`));
    await cp('/usr/share/gdb', join(root, 'share/gdb'), { recursive: true });
  } else {
    await cp(helper, join(root, `bin/${TARGET}-gdb`));
    await cp(`/usr/bin/${TARGET}-readelf`, join(root, `libexec/gcc/real/${TARGET}-gdb`), {
      dereference: true,
    });
    await writeFile(join(root, 'bin/toolchain-wrapper'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await writeFile(join(root, 'bin/m4'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await symlink(`${TARGET}-gcc`, join(root, 'bin/aarch64-linux-gcc'));
  }
  await rm(helper);
}

/** gcc's own libraries beside the target's programs, libc in the sysroot. */
async function addLibraries(root: string, kind: 'bootlin' | 'arm'): Promise<void> {
  const sysroot = join(root, TARGET, kind === 'arm' ? 'libc' : 'sysroot');
  const place = join(sysroot, kind === 'arm' ? 'usr/lib64' : 'usr/lib');
  await mkdir(place, { recursive: true });
  for (const name of await readdir(`${CROSS}/lib`)) {
    const own = /^lib(stdc|gcc|asan|atomic|gomp|itm|[a-z]*san)/.test(name);
    await cp(`${CROSS}/lib/${name}`, join(own ? join(root, TARGET, 'lib') : place, name), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
  await cp(`${CROSS}/include`, join(sysroot, 'usr/include'), {
    recursive: true,
    filter: (file) => !file.includes('/c++'),
  });
}

/** x86-64 libraries that the programs need beyond glibc's. */
async function addHostLibraries(root: string, version: string, host: Host): Promise<void> {
  const programs = join(root, 'libexec/gcc/real');
  const parts = join(root, 'lib/gcc', TARGET, version);
  const files = [
    ...(await readdir(programs)).map((name) => join(programs, name)),
    ...['cc1', 'cc1plus', 'lto1'].map((name) => join(parts, name)),
  ];
  const libraries = libraryClosure(files, await installedLibraries(host), new Set());
  const system = /^(ld-linux|libc\.so|libm\.so|libdl|libpthread|libstdc|libgcc)/;
  for (const { soname, file } of libraries.filter((library) => !system.test(library.soname)))
    await cp(file, join(root, 'lib', soname));
}
