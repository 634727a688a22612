import assert from 'node:assert/strict';
import { chmod, cp, mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { hashOverrides } from '../../src/components/toolchain/buildroot/build/override-key.ts';
import { suiteHost } from '../support/suite.ts';

const host = suiteHost();
let gmp: string;
let config: string;
before(async () => {
  const directory = await host.tempDir('overrides');
  gmp = join(directory, 'gmp');
  await mkdir(join(gmp, 'mpn'), { recursive: true });
  await writeFile(join(gmp, 'configure'), '#!/bin/sh\n');
  await writeFile(join(gmp, 'mpn/add.c'), 'int a;\n');
  await symlink('mpn/add.c', join(gmp, 'link.c'));
  const file = join(directory, 'local.mk');
  await writeFile(file, `HOST_GMP_OVERRIDE_SRCDIR = ${gmp}\nGLIBC_OVERRIDE_SRCDIR = $(TOPDIR)/x\n`);
  config = `BR2_PACKAGE_OVERRIDE_FILE="$(BR2_EXTERNAL_ARM64_ON_X86_PATH)/overrides.mk ${file}"\n`;
});

test('a change of the sources that an override file names is a change of the key', async () => {
  const first = await hashOverrides(config);
  assert.equal(first.length, 2);
  const keys = new Set([first.join()]);
  for (const change of [
    () => writeFile(join(gmp, 'mpn/add.c'), 'int b;\n'),
    () => writeFile(join(gmp, 'mpn/sub.c'), ''),
    () => chmod(join(gmp, 'configure'), 0o755),
    () => rm(join(gmp, 'link.c')),
  ]) {
    await change();
    keys.add((await hashOverrides(config)).join());
  }
  assert.equal(keys.size, 5);
});

test('what Buildroot does not copy, times and another place of the same sources change nothing but the file', async () => {
  const [file, sources] = await hashOverrides(config);
  await mkdir(join(gmp, '.git'));
  await writeFile(join(gmp, '.git/HEAD'), 'ref\n');
  await utimes(join(gmp, 'configure'), 1, 1);
  assert.deepEqual(await hashOverrides(config), [file, sources]);
  const copy = join(await host.tempDir('copy'), 'gmp');
  await cp(gmp, copy, { recursive: true });
  const other = join(await host.tempDir('copy'), 'local.mk');
  await writeFile(other, `HOST_GMP_OVERRIDE_SRCDIR = ${copy}\n`);
  const [, moved] = await hashOverrides(`BR2_PACKAGE_OVERRIDE_FILE="${other}"\n`);
  assert.equal(moved, sources);
});

test('sources that are not there are named, with the variable', async () => {
  const file = join(await host.tempDir('overrides'), 'local.mk');
  await writeFile(file, 'GLIBC_OVERRIDE_SRCDIR = /nowhere/glibc\n');
  await assert.rejects(hashOverrides(`BR2_PACKAGE_OVERRIDE_FILE="${file}"\n`), {
    code: 'buildroot-override-missing',
    message: /GLIBC_OVERRIDE_SRCDIR names \/nowhere\/glibc/,
  });
});

test('a change of a global patch, or of what a link in its place leads to, is a change of the key', async () => {
  const [patches, others, elsewhere] = [
    await host.tempDir('patches'),
    await host.tempDir('patches'),
    await host.tempDir('elsewhere'),
  ];
  await mkdir(join(patches, 'gcc/12.3.0'), { recursive: true });
  await writeFile(join(patches, 'gcc/12.3.0/1.patch'), '+a\n');
  await mkdir(join(elsewhere, 'binutils'));
  await symlink(join(elsewhere, 'binutils'), join(patches, 'binutils'));
  await symlink(elsewhere, join(elsewhere, 'binutils/up'));
  const config = `BR2_GLOBAL_PATCH_DIR="$(TOPDIR)/x ${patches}  ${others}"\n`;
  const first = await hashOverrides(config);
  assert.equal(first.length, 2);
  const keys = new Set([first.join()]);
  for (const change of [
    () => writeFile(join(patches, 'gcc/12.3.0/1.patch'), '+b\n'),
    () => writeFile(join(others, 'glibc.patch'), ''),
    () => writeFile(join(elsewhere, 'binutils/2.patch'), '+c\n'),
  ]) {
    await change();
    keys.add((await hashOverrides(config)).join());
  }
  assert.equal(keys.size, 4);
});

for (const symbol of ['BR2_PACKAGE_OVERRIDE_FILE', 'BR2_GLOBAL_PATCH_DIR']) {
  test(`${symbol}: what is not there or not absolute is refused, what Buildroot itself says is not`, async () => {
    for (const [path, why] of [
      ['local/x', 'no absolute path'],
      ['/nowhere/x', 'not there'],
      ['$(BR2_EXTERNAL_MINE_PATH)/x', 'no absolute path'],
      ['$(HOME)/x', 'no absolute path'],
    ] as const) {
      await assert.rejects(hashOverrides(`${symbol}="${path}"\n`), {
        code: 'buildroot-override-missing',
        message: `buildroot-config: ${symbol} names ${path}, which is ${why}`,
      });
    }
    assert.deepEqual(await hashOverrides(`${symbol}="$(CONFIG_DIR)/local.mk"\n${symbol}_X="y"\n`), []);
    assert.deepEqual(await hashOverrides(`${symbol}=""\n`), []);
  });
}
