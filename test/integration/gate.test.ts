import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { checkToolchainFits } from '../../src/components/toolchain/gate.ts';
import { collectNeeds, type ToolchainFile } from '../../src/components/toolchain/needs.ts';
import { targetFiles } from '../../src/components/toolchain/target-files.ts';
import { directoryEntries } from '../../src/components/tree.ts';
import { archiveMembers } from '../../src/elf/archive.ts';
import { readSymbols } from '../../src/elf/symbols.ts';
import { distributionProfile } from '../support/profiles.ts';
import { suiteHost } from '../support/suite.ts';
import { debian13Packages } from '../support/trixie.ts';

const CROSS = 'aarch64-linux-gnu';
const GCC = `${CROSS}-gcc`;
const printed = (name: string) =>
  execFileSync(GCC, [`-print-file-name=${name}`], { encoding: 'utf8' }).trim();

describe('symbols, as nm reads them', () => {
  const nm = (...args: string[]) =>
    execFileSync(`${CROSS}-nm`, args, { encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n');

  test('of a shared library, with versions', () => {
    const file = printed('libstdc++.so');
    const lines = nm('-D', '--with-symbol-versions', file);
    const expected = lines.flatMap((line) => / \w (\S+?)@@?(\S+)$/.exec(line)?.slice(1, 3).join(' ') ?? []);
    // nm does not give the symbols that stand for the versions themselves a version.
    const found = readSymbols(readFileSync(file)).filter(({ name, version }) => version && name !== version);
    assert.ok(expected.length > 5000);
    assert.deepEqual(found.map(({ name, version }) => `${name} ${version}`).sort(), expected.sort());
    const arc4random = found.find(({ name }) => name === 'arc4random');
    if (arc4random) assert.deepEqual([arc4random.version, arc4random.defined], ['GLIBC_2.36', false]);
  });

  test('of every member of an archive', () => {
    const file = printed('libgcc_eh.a');
    const members = archiveMembers(readFileSync(file)) ?? [];
    const listed = nm(file).filter((line) => /^\S+:$/.test(line));
    assert.equal(members.length, listed.length);
    const undefinedOf = nm('-u', file).flatMap((line) => /^ +U (\S+)$/.exec(line)?.[1] ?? []);
    const found = members.flatMap(readSymbols).filter(({ defined, weak }) => !defined && !weak);
    assert.deepEqual(found.map(({ name }) => name).sort(), undefinedOf.sort());
    assert.equal(archiveMembers(Buffer.from('#!/bin/sh\n')), undefined);
  });

  test('of a file that is cut off: refused, not read beyond', () => {
    const library = readFileSync(printed('libgcc_s.so.1'));
    const archive = readFileSync(printed('libgcc.a'));
    assert.throws(() => readSymbols(library.subarray(0, library.length / 2)), { code: 'elf-malformed' });
    assert.throws(() => archiveMembers(archive.subarray(0, archive.length - 10)), { code: 'elf-malformed' });
  });
});

describe('the gate', () => {
  const host = suiteHost();

  const fileOf = (path: string, file = path): ToolchainFile => ({ path, read: () => readFile(file) });

  test('a library that is damaged is named', async () => {
    const library = readFileSync(printed('libgcc_s.so.1'));
    const damaged = { path: 'lib/libgcc_s.so.1', read: async () => library.subarray(0, library.length / 2) };
    await assert.rejects(collectNeeds([damaged]), {
      code: 'elf-malformed',
      message: 'lib/libgcc_s.so.1 is a damaged ELF file',
    });
  });

  test('the machine’s own cross compiler fits its own distribution', async () => {
    const names = ['libstdc++.so', 'libgcc_s.so.1', 'libgomp.so', 'libatomic.so', 'libc.so.6', 'libm.so.6'];
    const statics = ['libstdc++.a', 'libgcc.a', 'libgcc_eh.a', 'crtbegin.o', 'crtbeginS.o', 'crtend.o'];
    const needs = await collectNeeds([...names, ...statics].map((name) => fileOf(name, printed(name))));
    assert.equal(needs.libc, 'glibc');
    checkToolchainFits('toolchain', needs, distributionProfile('ubuntu-26.04'));
    const old = distributionProfile('manylinux2014');
    assert.throws(() => checkToolchainFits('toolchain', needs, old), {
      code: 'toolchain-does-not-fit',
      message: /__cxa_thread_atexit_impl@GLIBC_2\.18 \(libstdc\+\+\.so\).* and \d+ more; .*CentOS/,
    });
  });

  test('a symbol that only static libraries need is found by the version that the libc gives it', async () => {
    const directory = await host.tempDir('gate');
    const build = (...args: string[]) => host.exec(args[0] ?? '', args.slice(1), { cwd: directory });
    await writeFile(
      join(directory, 'libc.c'),
      'int fresh(void) { return 1; }\nint old(void) { return 1; }\n',
    );
    await writeFile(join(directory, 'libc.map'), 'GLIBC_2.17 { old; };\nGLIBC_2.99 { fresh; };\n');
    await build(GCC, '-shared', '-nostdlib', '-Wl,--version-script=libc.map', '-o', 'libc.so.6', 'libc.c');
    const user =
      'int fresh(void), old(void), own(void), stat(void);\nint f(void) { return fresh() + own() + stat(); }\n';
    await writeFile(join(directory, 'user.c'), user);
    await writeFile(join(directory, 'own.c'), 'int own(void) { return 1; }\n');
    await build(GCC, '-c', 'user.c', 'own.c');
    await build(`${CROSS}-ar`, 'rcs', 'libstdc++.a', 'user.o', 'own.o');
    const files = targetFiles(await directoryEntries(directory, 'x86_64/host/lib'));
    assert.deepEqual(files.map(({ path }) => path).sort(), [
      'x86_64/host/lib/libc.so.6',
      'x86_64/host/lib/libstdc++.a',
    ]);
    const needs = await collectNeeds(files);
    assert.deepEqual(needs.versions, [{ version: 'GLIBC_2.99', count: 1, symbols: ['fresh (libstdc++.a)'] }]);
    assert.throws(
      () => checkToolchainFits('t', needs, distributionProfile('fedora-45')),
      /fresh@GLIBC_2\.99/,
    );
  });

  test('Fortran’s, profiling’s and the sanitizers’ libraries are looked at as well', async () => {
    const directory = await host.tempDir('gate');
    const build = (...args: string[]) => host.exec(args[0] ?? '', args.slice(1), { cwd: directory });
    await writeFile(join(directory, 'libc.c'), 'int fresh(void) { return 1; }\n');
    await writeFile(join(directory, 'libc.map'), 'GLIBC_2.99 { fresh; };\n');
    await build(GCC, '-shared', '-nostdlib', '-Wl,--version-script=libc.map', '-o', 'libc.so.6', 'libc.c');
    await writeFile(join(directory, 'user.c'), 'int fresh(void);\nint f(void) { return fresh(); }\n');
    await build(GCC, '-fPIC', '-c', 'user.c');
    const shared = ['libgfortran.so.5.0.0', 'libquadmath.so.0', 'libasan.so.8.0.0', 'libubsan.so.1'];
    for (const name of shared) await build(GCC, '-shared', '-nostdlib', '-o', name, 'user.o', './libc.so.6');
    const archives = [
      'libgfortran.a',
      'libcaf_single.a',
      'libgcov.a',
      'libtsan.a',
      'libhwasan.a',
      'liblsan.a',
    ];
    for (const name of archives) await build(`${CROSS}-ar`, 'rcs', name, 'user.o');
    await build('cp', 'user.o', 'libasan_preinit.o');
    const files = targetFiles(await directoryEntries(directory, 'x86_64/host/lib'));
    const [found] = (await collectNeeds(files)).versions;
    assert.equal(found?.version, 'GLIBC_2.99');
    assert.equal(found.count, shared.length + archives.length + 1);
  });

  test('Debian 13’s cross compiler is too new for Debian 12', async (t) => {
    const root = await debian13Packages(host, [
      ...['libstdc++6-arm64-cross', 'libstdc++-14-dev-arm64-cross', 'libgcc-s1-arm64-cross'],
      ...['libgcc-14-dev-arm64-cross', 'libc6-arm64-cross'],
    ]);
    if (root === undefined) return t.skip('not on Debian');
    assert.ok(existsSync(join(root, `usr/lib/gcc-cross/${CROSS}/14/libgcc.a`)));
    const needs = await collectNeeds(targetFiles(await directoryEntries(join(root, 'usr'), 'x86_64/host')));
    checkToolchainFits('toolchain', needs, distributionProfile('debian-13'));
    assert.throws(() => checkToolchainFits('toolchain', needs, distributionProfile('debian-12')), {
      code: 'toolchain-does-not-fit',
      message: /@GLIBC(XX)?_\S+ \(lib\S+\), .* and \d+ more; .*bookworm.* has .*GLIBCXX_3\.4\.30/,
    });
  });
});
