import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { planToolchain } from '../../src/components/toolchain/buildroot/plan/choose-plan.ts';
import { readOverrides } from '../../src/components/toolchain/buildroot/plan/plan-inputs.ts';
import { distributionProfile } from '../support/profiles.ts';
import { suiteHost } from '../support/suite.ts';

/** As Buildroot's files have it, for releases that are not there yet. */
const FILES = {
  'package/gcc/Config.in.host':
    'config BR2_GCC_VERSION\n\tdefault "15.3.0"   if BR2_GCC_VERSION_15_X\n\tdefault "17.1.0"   if BR2_GCC_VERSION_17_X\n',
  'package/binutils/Config.in.host':
    '\tdefault BR2_BINUTILS_VERSION_2_50_X\n\tdefault "2.50"\tif BR2_BINUTILS_VERSION_2_50_X\n',
  'package/linux-headers/Config.in.host': 'config BR2_KERNEL_HEADERS_6_1\nconfig BR2_KERNEL_HEADERS_8_0\n',
  'package/glibc/glibc.mk': 'GLIBC_VERSION = 2.43-10-gabcdef\n',
  'package/musl/musl.mk': 'MUSL_VERSION = 1.3.0\n',
};

const host = suiteHost();

async function tarball(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await host.tempDir('newer');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, 'buildroot-2099.02', path)), { recursive: true });
    await writeFile(join(directory, 'buildroot-2099.02', path), text);
  }
  const file = join(directory, 'buildroot-2099.02.tar.gz');
  await host.exec('tar', ['-czf', file, '-C', directory, 'buildroot-2099.02']);
  return file;
}

async function plan(buildrootSource: string, more = {}) {
  const inputs = { cpu: 'neoverse-n1', buildrootSource, ...more };
  return planToolchain(distributionProfile('ubuntu-26.04'), await readOverrides(inputs, host));
}

test('a source that is newer than the table is used, with a warning, and offers what its own files say', async () => {
  const file = await tarball(FILES);
  const chosen = await plan(file);
  assert.deepEqual(
    [chosen.release, chosen.gccVersion, chosen.libc.version, chosen.headers, chosen.source],
    ['2099.02', '15.3.0', '2.43', '6.1', { kind: 'given', spec: file }],
  );
  assert.match(host.warnings.join(), /2099\.02 is newer than all releases that were tried/);
  assert.match(chosen.reasons.join('\n'), /read from its own files/);
  // Of a gcc that is newer than the table of libstdc++ nobody knows whether the rootfs's library is enough.
  assert.equal((await plan(file, { gccVersion: 17 })).cxxLibrary, 'static');
  await assert.rejects(plan(file, { gccVersion: 16 }), { code: 'plan-gcc-not-offered', hint: /15, 17/ });
});

test('a newer source that says it otherwise, or is not Buildroot, is refused', async () => {
  const { 'package/glibc/glibc.mk': _, ...without } = FILES;
  for (const [files, why] of [
    [{ ...FILES, 'package/glibc/glibc.mk': 'include other.mk\n' }, /nothing matches .*GLIBC_VERSION/],
    [without, /glibc\.mk: Not found/],
  ] as const) {
    const file = await tarball(files);
    await assert.rejects(plan(file), { code: 'buildroot-source-broken', message: why });
  }
});

test('a newer release without a source is refused, with what to do', async () => {
  const inputs = { cpu: 'neoverse-n1', buildrootVersion: '2099.02' };
  const overrides = await readOverrides(inputs, host);
  assert.throws(() => planToolchain(distributionProfile('debian-12'), overrides), {
    code: 'plan-release-unknown',
    hint: /buildroot-source/,
  });
});
