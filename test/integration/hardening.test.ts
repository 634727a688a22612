import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { type Compiler, coreOf, readCompiler } from '../../src/components/toolchain/compiler.ts';
import { specsFile } from '../../src/components/toolchain/specs.ts';
import type { RootfsProfile } from '../../src/rootfs/profile.ts';
import { distributionProfile } from '../support/profiles.ts';
import { suiteHost } from '../support/suite.ts';

const GCC = 'aarch64-linux-gnu-gcc';

// The packaged cross compiler (Debian's: position-independent executables, libraries as needed and nothing else) is given
// the defaults of other distributions' compilers; readelf says what became of it.
describe('what is compiled is hardened as by the rootfs’s own compiler', () => {
  const host = suiteHost();
  let directory: string;
  before(async () => {
    directory = await host.tempDir('hardening');
    const code =
      'int main(int n, char **v)\n{\n  char b[64];\n  __builtin_strcpy(b, v[0]);\n  return b[n];\n}\n';
    await writeFile(join(directory, 't.c'), code);
    await writeFile(join(directory, 'f.c'), 'int fortified = _FORTIFY_SOURCE;\n');
  });

  async function compilerFor(profile: RootfsProfile, described?: Compiler) {
    const specs = join(directory, 'specs');
    const cpu = coreOf('neoverse-n1');
    described ??= await readCompiler(GCC, host);
    await writeFile(specs, specsFile(described, { profile, ...(cpu !== undefined && { cpu }) }));
    return (...args: string[]) =>
      host.exec(GCC, [`-specs=${specs}`, ...args, '-o', 'out'], { cwd: directory, ignoreExitCode: true });
  }
  const program = async () =>
    (await host.exec('aarch64-linux-gnu-readelf', ['-Whdsn', 'out'], { cwd: directory })).stdout;
  const facts = (text: string) => ({
    pie: /Type: +DYN/.test(text),
    now: /Flags: NOW|BIND_NOW/.test(text),
    protector: /__stack_chk_fail/.test(text),
    asNeeded: !/NEEDED.*libm\.so/.test(text),
  });

  for (const [name, expected, fortify] of [
    ['ubuntu-24.04', { pie: true, now: true, protector: true, asNeeded: true }, true],
    ['debian-12', { pie: true, now: false, protector: false, asNeeded: true }, false],
    ['rhel-9', { pie: false, now: false, protector: false, asNeeded: false }, false],
    ['alpine-3.24', { pie: true, now: true, protector: true, asNeeded: true }, true],
  ] as const) {
    test(name, async () => {
      const gcc = await compilerFor(distributionProfile(name));
      assert.equal((await gcc('-O2', 't.c', '-lm')).stderr, '');
      assert.deepEqual(facts(await program()), expected);
      assert.equal((await gcc('-c', '-O2', 'f.c')).code === 0, fortify);
    });
  }

  test('options on the command line are the last word, and no kind of output suffers', async () => {
    const gcc = await compilerFor(distributionProfile('ubuntu-24.04'));
    const off = ['-fno-pie', '-no-pie', '-fno-stack-protector', '-Wl,-z,lazy', '-Wl,--no-as-needed'];
    assert.equal((await gcc('-O2', ...off, 't.c', '-lm')).stderr, '');
    assert.deepEqual(facts(await program()), { pie: false, now: false, protector: false, asNeeded: false });
    assert.equal((await gcc('-Werror', '-O2', '-D_FORTIFY_SOURCE=1', '-c', 'f.c')).stderr, '');
    assert.notEqual((await gcc('-O2', '-U_FORTIFY_SOURCE', '-c', 'f.c')).code, 0);
    assert.notEqual((await gcc('-c', 'f.c')).code, 0);
    for (const args of [
      ['-shared', '-fPIC'],
      ['-static'],
      ['-static-pie'],
      ['-r', '-nostdlib'],
      ['-mcpu=native', '-S'],
    ])
      assert.equal((await gcc('-O2', ...args, 't.c')).stderr, '', args.join(' '));
  });

  test('a compiler for a distribution without them loses them again', async () => {
    const gcc = await compilerFor(distributionProfile('rhel-9'));
    assert.equal((await gcc('-O2', '-pie', '-fPIE', 't.c')).stderr, '');
    assert.equal(facts(await program()).pie, true);
    assert.equal((await gcc('-O2', '-shared', '-fPIC', 't.c')).stderr, '');
  });

  test('a build-id, where the rootfs’s own compiler makes one and the toolchain’s does not', async () => {
    const { specs, defaults, ...read } = await readCompiler(GCC, host);
    const plain = {
      ...read,
      specs: specs.replaceAll('%{!r:--build-id}', ''),
      defaults: { ...defaults, buildId: false },
    };
    const alpine = distributionProfile('alpine-3.24');
    const older = { ...alpine, distribution: { ...alpine.distribution, version: '3.18.0' } };
    for (const [profile, expected] of [
      [alpine, true],
      [older, false],
      [distributionProfile('debian-12'), true],
    ] as const) {
      const gcc = await compilerFor(profile, plain);
      assert.equal((await gcc('-O2', 't.c')).stderr, '');
      assert.equal(/NT_GNU_BUILD_ID/.test(await program()), expected, profile.distribution.version);
    }
  });

  test('one table of hashes, where the rootfs’s own compiler makes no other', async () => {
    const { specs, defaults, ...read } = await readCompiler(GCC, host);
    const plain = {
      ...read,
      specs: specs.replaceAll('--hash-style=gnu', ''),
      defaults: { ...defaults, gnuHash: false },
    };
    for (const [name, older] of [
      ['alpine-3.24', true],
      ['debian-12', false],
    ] as const) {
      const gcc = await compilerFor(distributionProfile(name), plain);
      assert.equal((await gcc('-O2', 't.c')).stderr, '');
      assert.equal(/\(HASH\)/.test(await program()), older, name);
    }
  });

  test('branch protection, where the rootfs’s own driver says so', async () => {
    const debian = distributionProfile('debian-12');
    const compilerDefaults = { ...(await readCompiler(GCC, host)).defaults, branchProtection: true };
    const gcc = await compilerFor({ ...debian, compilerDefaults });
    assert.equal((await gcc('-O2', '-S', 't.c')).stderr, '');
    const { stdout } = await host.exec('cat', ['out'], { cwd: directory });
    assert.match(stdout, /paciasp|hint\s+25/);
    // Of an object: in a program the note stays only where all objects have it, and Debian's start files have none.
    assert.equal((await gcc('-O2', '-c', 't.c')).stderr, '');
    assert.match(await program(), /AArch64 feature: BTI, PAC/);
  });

  test('-mcpu=native means the configured core, and is refused where there is none', async () => {
    const gcc = await compilerFor(distributionProfile('debian-12'));
    assert.equal((await gcc('-march=native', '-S', 't.c')).stderr, '');
    assert.match((await host.exec('cat', ['out'], { cwd: directory })).stdout, /\.arch armv8\.2-a/);
    assert.equal(coreOf('max,pauth-impdef=on'), undefined);
    assert.match(
      (await host.exec(GCC, ['-mcpu=native', '-S', 't.c'], { cwd: directory, ignoreExitCode: true })).stderr,
      /native/,
    );
  });
});
