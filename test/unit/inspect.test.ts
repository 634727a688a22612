import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspectRootfs } from '../../src/rootfs/inspect.ts';
import { parseOsRelease } from '../../src/rootfs/os-release.ts';
import { RootfsTree } from '../../src/rootfs/tree.ts';
import { elfHead } from '../support/rootfs-tar.ts';

type Spec = Readonly<Record<string, string | { machine?: number; content?: Buffer; executable?: boolean }>>;

/** A tree from a table: a string is a link's target, an object a file. */
function treeOf(spec: Spec): RootfsTree {
  const tree = new RootfsTree();
  for (const [path, what] of Object.entries(spec)) {
    if (typeof what === 'string') tree.add(path, { type: 'symlink', target: what });
    else {
      const { machine = 183, executable = true, content } = what;
      tree.add(path, { type: 'file', executable, machine, ...(content && { content }) });
    }
  }
  return tree;
}

const inspect = (spec: Spec) => inspectRootfs(treeOf(spec), 'r.tar');

describe('inspection', () => {
  it('describes a lib64 system', () => {
    const profile = inspect({
      bin: 'usr/bin',
      sbin: 'usr/sbin',
      lib64: 'usr/lib64',
      'usr/bin/bash': { content: Buffer.from('ELF\0aarch64\0aarch64-redhat-linux-gnu\0') },
      'usr/bin/sh': 'bash',
      'usr/bin/awk': '/etc/alternatives/awk',
      'etc/alternatives/awk': '/usr/bin/gawk',
      'usr/bin/gawk': {},
      'usr/bin/broken': 'nothing',
      'usr/bin/README': { executable: false },
      'usr/sbin/ldconfig': {},
      'usr/bin/dnf': {},
      'usr/lib64/crt1.o': { executable: false },
      'usr/include/stdio.h': { executable: false },
      'usr/lib64/libc.so.6': { content: Buffer.alloc(0) },
      'usr/libexec/gcc/aarch64-amazon-linux/11/cc1': {},
      'usr/lib/gcc/aarch64-amazon-linux/12/crtbegin.o': {},
    });
    assert.deepEqual(profile, {
      distribution: { id: '', version: '', name: '' },
      architecture: 'aarch64',
      libc: { kind: 'glibc', version: '' },
      lib64: 'usr/lib64',
      libcDevelopment: true,
      shell: '/bin/bash',
      programs: [
        '/usr/bin/awk',
        '/usr/bin/bash',
        '/usr/bin/dnf',
        '/usr/bin/gawk',
        '/usr/bin/sh',
        '/usr/sbin/ldconfig',
      ],
      programLinks: { '/usr/bin/awk': '/usr/bin/gawk', '/usr/bin/sh': '/usr/bin/bash' },
      machineTypes: { bash: 'aarch64-redhat-linux-gnu' },
      gccMajor: 11,
      packageManager: 'dnf',
    });
  });

  it("takes no dpkg for the package manager that has installed nothing, as Fedora's", () => {
    const status = (text: string) =>
      inspect({ 'bin/sh': {}, 'var/lib/dpkg/status': { content: Buffer.from(text), executable: false } });
    assert.equal(status('').packages, undefined);
    assert.equal(status('Package: a\nStatus: deinstall ok config-files\nVersion: 1\n').packages, undefined);
    const installed = status('Package: a\nStatus: install ok installed\nVersion: 1\n');
    assert.deepEqual(installed.packages, { a: '1' });
  });

  it('tells musl and its version', () => {
    const content = Buffer.from('\0x\0Version %s\0\x001.2.5\0y');
    const profile = inspect({
      'bin/busybox': {},
      'bin/sh': '/bin/busybox',
      'sbin/apk': {},
      'lib/ld-musl-aarch64.so.1': { content },
    });
    assert.deepEqual(profile.libc, { kind: 'musl', version: '1.2.5' });
    assert.equal(profile.packageManager, 'apk');
    assert.equal(profile.shell, '/bin/sh');
    assert.deepEqual(profile.programs, ['/bin/busybox', '/bin/sh', '/sbin/apk']);
  });

  it('names a library that is damaged', () => {
    const content = elfHead(183);
    content.writeBigUInt64LE(2n ** 63n, 32);
    content.writeUInt16LE(1, 56);
    assert.throws(
      () => inspect({ 'bin/sh': {}, lib64: 'usr/lib64', 'usr/lib64/libgcc_s.so.1': { content } }),
      {
        code: 'elf-malformed',
        message: 'rootfs: usr/lib64/libgcc_s.so.1 is a damaged ELF file',
      },
    );
  });

  it('tells the multiarch layout', () => {
    const profile = inspect({
      'bin/sh': {},
      'lib/aarch64-linux-gnu/libc.so.6': { content: Buffer.alloc(0) },
    });
    assert.equal(profile.multiarch, 'aarch64-linux-gnu');
    assert.equal(profile.lib64, 'lib64');
  });

  it('finds which of gcc’s other libraries are there for programs to start with', () => {
    const profile = inspect({
      'bin/sh': {},
      lib: 'usr/lib',
      'usr/lib/aarch64-linux-gnu/libgomp.so.1': 'libgomp.so.1.0.0',
      'usr/lib/aarch64-linux-gnu/libgomp.so.1.0.0': {},
      'usr/lib/aarch64-linux-gnu/libatomic.so.1': 'libatomic.so.1.2.0',
      'usr/lib/gcc/aarch64-linux-gnu/12/libasan.so': {},
      'usr/lib64/libgfortran.so.5': {},
    });
    assert.deepEqual(profile.gccLibraries, ['libgfortran.so.5', 'libgomp.so.1']);
  });

  it('finds the development files of libstdc++, wherever compilers are', () => {
    const file = { executable: false };
    const found = (spec: Spec) => inspect({ 'bin/sh': {}, ...spec });
    const debian = found({
      'usr/include/c++/12/iostream': file,
      'usr/include/aarch64-linux-gnu/c++/12/bits/c++config.h': file,
      'usr/include/c++/12/backward/auto_ptr.h': file,
      'usr/lib/gcc/aarch64-linux-gnu/12/libstdc++.so': '../../../aarch64-linux-gnu/libstdc++.so.6',
      'usr/lib/aarch64-linux-gnu/libstdc++.so.6': { content: Buffer.alloc(0) },
      'usr/lib/gcc/aarch64-linux-gnu/11/crtbegin.o': file,
    });
    assert.deepEqual(debian.libstdcxx, [
      {
        major: 12,
        headers: [
          '/usr/include/c++/12',
          '/usr/include/aarch64-linux-gnu/c++/12',
          '/usr/include/c++/12/backward',
        ],
        directory: '/usr/lib/gcc/aarch64-linux-gnu/12',
      },
    ]);
    const root = 'opt/rh/gcc-toolset-14/root/usr';
    const toolset = found({
      [`${root}/include/c++/14/iostream`]: file,
      [`${root}/include/c++/14/aarch64-redhat-linux/bits/c++config.h`]: file,
      [`${root}/lib/gcc/aarch64-redhat-linux/14/libstdc++.so`]: file,
      [`${root}/lib/gcc/aarch64-redhat-linux/14/libgfortran.so`]: file,
      [`${root}/libexec/gcc/aarch64-redhat-linux/14/cc1`]: {},
    });
    assert.deepEqual(
      toolset.libstdcxx?.map(({ major, directory, fortran }) => [major, directory, fortran]),
      [[14, `/${root}/lib/gcc/aarch64-redhat-linux/14`, true]],
    );
    assert.equal(toolset.gccMajor, 14);
    const alpine = found({
      'usr/include/c++/15.2.0/iostream': file,
      'usr/include/c++/15.2.0/aarch64-alpine-linux-musl/bits/c++config.h': file,
      'usr/lib/gcc/aarch64-alpine-linux-musl/15.2.0/crtbegin.o': file,
      'usr/lib/libstdc++.so': file,
    });
    assert.equal(alpine.libstdcxx?.[0]?.major, 15);
  });

  const refusals: readonly (readonly [string, Spec, string, RegExp])[] = [
    ['nothing in it', {}, 'rootfs-empty', /without any file/],
    ['no shell', { 'usr/bin/true': {} }, 'rootfs-no-shell', /no shell/],
    ['a shell that may not be run', { 'bin/sh': { executable: false } }, 'rootfs-no-shell', /no shell/],
    ['a broken shell link', { 'bin/sh': 'dash' }, 'rootfs-no-shell', /no shell/],
    ['all below one directory', { 'rootfs/bin/sh': {} }, 'rootfs-no-shell', /below rootfs\//],
    ['amd64', { 'bin/sh': { machine: 62 } }, 'rootfs-not-aarch64', /x86-64 \(amd64\)/],
    ['armhf', { 'bin/sh': { machine: 40 } }, 'rootfs-not-aarch64', /arm \(32 bit\)/],
    ['amd64 without a shell', { 'usr/bin/true': { machine: 62 } }, 'rootfs-not-aarch64', /x86-64 \(amd64\)/],
  ];
  for (const [name, spec, code, message] of refusals) {
    it(`refuses a root filesystem with ${name}`, () => assert.throws(() => inspect(spec), { code, message }));
  }
});

describe('os-release', () => {
  it('reads quoted and bare values', () => {
    const text = '# comment\nID=debian\nVERSION_ID="12"\nPRETTY_NAME=\'A \\$B\'\r\nNAME="no"\n';
    assert.deepEqual(parseOsRelease(text), { id: 'debian', version: '12', name: 'A $B' });
    assert.deepEqual(parseOsRelease(''), { id: '', version: '', name: '' });
    assert.equal(parseOsRelease('NAME=Alpine').name, 'Alpine');
    assert.equal(parseOsRelease('NAME="A\u001b[2J\u009bB"').name, 'A[2JB');
  });
});
