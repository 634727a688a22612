import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { imagePath } from '../../src/components/packages/tree.ts';
import { checkToolchainFits } from '../../src/components/toolchain/gate.ts';
import { nameLinks, plainNames } from '../../src/components/toolchain/names.ts';
import type { ToolchainNeeds } from '../../src/components/toolchain/needs.ts';
import {
  chooseMajor,
  crossLibraries,
  findSystemPackages,
} from '../../src/components/toolchain/system-packages.ts';
import type { RootfsProfile } from '../../src/rootfs/profile.ts';

const PROFILE: RootfsProfile = {
  distribution: { id: 'debian', version: '12', name: 'Debian GNU/Linux 12 (bookworm)' },
  architecture: 'aarch64',
  libc: { kind: 'glibc', version: '2.36' },
  glibcxx: '3.4.30',
  lib64: 'lib64',
  libcDevelopment: true,
  shell: '/bin/bash',
  programs: [],
  programLinks: {},
  machineTypes: {},
};

const needing = (...versions: string[]): ToolchainNeeds => ({
  libc: 'glibc',
  versions: versions.map((version) => ({ version, count: 2, symbols: ['f (libstdc++.a)', 'g (libgcc.a)'] })),
});
const check = (needs: ToolchainNeeds, profile = PROFILE) =>
  checkToolchainFits('toolchain "x"', needs, profile);

test('a toolchain no newer than the root filesystem fits', () => {
  check(
    needing('GLIBC_2.36', 'GLIBC_2.9', 'GLIBC_PRIVATE', 'GLIBC_ABI_DT_RELR', 'GLIBCXX_3.4.30', 'OMP_5.1'),
  );
  check(needing('CXXABI_1.3.13', 'CXXABI_TM_1', 'GCC_11.0'), {
    ...PROFILE,
    cxxabi: '1.3.13',
    libgcc: '11.0',
  });
  const { glibcxx: _, ...withoutLibstdcxx } = PROFILE;
  check(needing('GLIBCXX_3.4.33', 'CXXABI_1.3.99'), withoutLibstdcxx);
});

for (const [why, needs, profile, message] of [
  ['musl', needing(), { ...PROFILE, libc: { kind: 'musl', version: '1.2.3' } }, /for glibc and .* has musl/],
  ['glibc, but the toolchain musl', { ...needing(), libc: 'musl' }, PROFILE, /for musl and .* has glibc/],
  [
    'an older glibc',
    needing('GLIBC_2.39', 'GLIBC_2.36'),
    PROFILE,
    /f@GLIBC_2\.39 \(libstdc\+\+\.a\), g@GLIBC_2\.39 \(libgcc\.a\); .*bookworm.* has GLIBC_2\.36$/,
  ],
  ['an older libstdc++', needing('GLIBCXX_3.4.33'), PROFILE, /GLIBCXX_3\.4\.33 .* has GLIBCXX_3\.4\.30/],
  ['an older C++ ABI', needing('CXXABI_1.3.15'), { ...PROFILE, cxxabi: '1.3.13' }, /f@CXXABI_1\.3\.15/],
  ['an older libgcc', needing('GCC_14.0.0'), { ...PROFILE, libgcc: '11.0' }, /has GCC_11\.0/],
  [
    'an older loader',
    needing('GLIBC_ABI_DT_RELR'),
    { ...PROFILE, libc: { kind: 'glibc', version: '2.35' } },
    /RELR/,
  ],
  ['much that is older', needing('GLIBC_2.37', 'GLIBC_2.38', 'GLIBC_2.39'), PROFILE, / and 2 more;/],
] as const) {
  test(`a root filesystem with ${why} is refused, and the message says what clashes`, () => {
    const hint = /toolchain=buildroot/;
    assert.throws(() => check(needs, profile), { code: 'toolchain-does-not-fit', message, hint });
  });
}

test("the root filesystem's gcc major is chosen where g++ is there too, else the default", () => {
  const names = ['gcc-12', 'g++-12', 'gcc-11', 'g++-11', 'gcc-13'].map((name) => `${name}-aarch64-linux-gnu`);
  const depends = 'cpp-aarch64-linux-gnu (= 4:12.2.0-3), gcc-12-aarch64-linux-gnu (>= 12.2.0-1~)';
  assert.equal(chooseMajor(names, depends, 11), 11);
  assert.equal(chooseMajor(names, depends, 13), 12);
  assert.equal(chooseMajor(names, depends), 12);
  assert.equal(chooseMajor(names, ''), 12);
  assert.equal(chooseMajor(['gcc-aarch64-linux-gnu'], depends), undefined);
});

test("libraries of a Depends field are taken, but not libc: that is the rootfs's own", () => {
  const depends =
    'gcc-12-cross-base (= 12), libgcc-s1-arm64-cross (>= 12), libstdc++6-arm64-cross (>= 12), libc6-dev-arm64-cross';
  assert.deepEqual(crossLibraries(depends), ['libgcc-s1-arm64-cross', 'libstdc++6-arm64-cross']);
});

test('package files move to x86_64/host, without documentation and without programs that hide the guest’s', () => {
  const at = (path: string) => imagePath(path, { to: 'x86_64/host', programs: /\/aarch64-/ });
  assert.equal(at('/usr/bin/aarch64-linux-gnu-gcc-12'), 'x86_64/host/bin/aarch64-linux-gnu-gcc-12');
  assert.equal(
    at('/usr/share/gdb/syscalls/amd64-linux.xml'),
    'x86_64/host/share/gdb/syscalls/amd64-linux.xml',
  );
  const left = [
    '/usr/bin/gdb',
    '/usr/share/man/man1/x.1.gz',
    '/usr/lib/x86_64-linux-gnu/libbfd.so',
    '/etc/gdb/gdbinit',
  ];
  for (const path of left) assert.equal(at(path), undefined);
});

test('plain names: triplet, version, cc and c++, but never gdb', () => {
  const names = plainNames(new Set(['gcc', 'g++', 'ld', 'gdb']), 12, 12);
  const wanted = ['gcc', 'gcc-12', 'aarch64-linux-gnu-gcc', 'aarch64-linux-gnu-gcc-12', 'cc', 'c++', 'ld'];
  for (const name of wanted) assert.ok(names.has(name), name);
  for (const name of ['gdb', 'ld-12', 'cc-12', 'ar']) assert.ok(!names.has(name), name);
  assert.equal(names.get('c++'), 'g++');
  assert.ok(!plainNames(new Set(['gcc']), 12, 13).has('gcc-12'));
});

test('links lead from both name directories to the program', () => {
  const links = nameLinks(new Map([['gcc', 'aarch64-linux-gnu-gcc-12']]), new Map([['cc', 'gcc']]));
  assert.deepEqual(links, [
    { type: 'symlink', path: 'x86_64/host/bin/aarch64-linux-gcc', target: 'aarch64-linux-gnu-gcc-12' },
    { type: 'symlink', path: 'x86_64/host/plain/cc', target: '../bin/aarch64-linux-gnu-gcc-12' },
  ]);
});

test('without the cross compiler the packages to install are named', async () => {
  const bare = { ...createTestHost(), exec: async () => ({ code: 1, stdout: '', stderr: '' }) };
  await assert.rejects(findSystemPackages(bare, 12), {
    code: 'toolchain-not-installed',
    hint: /apt-get install gcc-aarch64-linux-gnu g\+\+-aarch64-linux-gnu binutils-aarch64-linux-gnu gdb-multiarch/,
  });
});
