import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import {
  configText,
  overriddenPackages,
  overrideDirectories,
  overrideFiles,
  refusedLines,
} from '../../src/components/toolchain/buildroot/build/config.ts';
import { bareConfig } from '../../src/components/toolchain/buildroot/build/configure.ts';
import { openBuildroot } from '../../src/components/toolchain/buildroot/build/tree.ts';
import type { BuildrootPlan } from '../../src/components/toolchain/buildroot/plan/plan.ts';
import { RELEASES } from '../../src/components/toolchain/buildroot/plan/releases.ts';

const PLAN: BuildrootPlan = {
  release: '2023.02',
  source: { kind: 'release', version: '2023.02.11' },
  gcc: 12,
  libc: { kind: 'glibc', version: '2.36' },
  headers: '5.10',
  cpu: 'neoverse-n1',
  cxx: true,
  fortran: false,
  gold: false,
  config: [],
  reasons: [],
};
const FRAGMENT =
  '# why\nBR2_aarch64=y\nBR2_EXTRA_GCC_CONFIG_OPTIONS="--with-sysroot=/"\n# BR2_PACKAGE_BUSYBOX is not set\n';
const lines = (plan: BuildrootPlan, sources = {}) =>
  configText(FRAGMENT, plan, sources, '/dl').trim().split('\n');

describe('Buildroot configuration', () => {
  test('has the fragment, the plan and where downloads go', () => {
    assert.deepEqual(lines(PLAN), [
      'BR2_aarch64=y',
      'BR2_EXTRA_GCC_CONFIG_OPTIONS="--with-sysroot=/"',
      '# BR2_PACKAGE_BUSYBOX is not set',
      'BR2_GCC_VERSION_12_X=y',
      'BR2_TOOLCHAIN_BUILDROOT_GLIBC=y',
      'BR2_KERNEL_HEADERS_5_10=y',
      'BR2_neoverse_n1=y',
      'BR2_TOOLCHAIN_BUILDROOT_CXX=y',
      'BR2_DL_DIR="/dl"',
      'BR2_HOST_DIR="$(BASE_DIR)/host"',
      '# BR2_PER_PACKAGE_DIRECTORIES is not set',
      'BR2_DOWNLOAD_FORCE_CHECK_HASHES=y',
    ]);
  });

  test('has gold where the plan says so, with what else is said of binutils', () => {
    const name = 'BR2_BINUTILS_EXTRA_CONFIG_OPTIONS';
    const plan = { ...PLAN, gold: true, config: [`${name}="--enable-x"`] };
    assert.ok(lines(plan).includes(`${name}="--enable-gold --enable-x"`));
    assert.deepEqual(refusedLines(plan, lines(plan).join('\n')), []);
  });

  test('takes back that the linker warns of the directories that are its sysroot’s', async () => {
    assert.match(
      await bareConfig(PLAN),
      /^BR2_BINUTILS_EXTRA_CONFIG_OPTIONS=".*--disable-poison-system-directories/m,
    );
  });

  for (const [what, config, wanted, unwanted] of [
    ['another gcc', 'BR2_GCC_VERSION_11_X=y', 'BR2_GCC_VERSION_11_X=y', 'BR2_GCC_VERSION_12_X=y'],
    ['another core', 'BR2_cortex_a72=y', 'BR2_cortex_a72=y', 'BR2_neoverse_n1=y'],
    [
      'no C++',
      '# BR2_TOOLCHAIN_BUILDROOT_CXX is not set',
      '# BR2_TOOLCHAIN_BUILDROOT_CXX is not set',
      'BR2_TOOLCHAIN_BUILDROOT_CXX=y',
    ],
    ['busybox', 'BR2_PACKAGE_BUSYBOX=y', 'BR2_PACKAGE_BUSYBOX=y', '# BR2_PACKAGE_BUSYBOX is not set'],
    [
      'another download directory, which is ours to say',
      'BR2_DL_DIR="/theirs"',
      'BR2_DL_DIR="/dl"',
      'BR2_DL_DIR="/theirs"',
    ],
    [
      'another host directory, which is ours to say',
      'BR2_HOST_DIR="/x86_64/host"',
      'BR2_HOST_DIR="$(BASE_DIR)/host"',
      'BR2_HOST_DIR="/x86_64/host"',
    ],
    [
      'more options for gcc',
      'BR2_EXTRA_GCC_CONFIG_OPTIONS="--enable-default-pie"',
      'BR2_EXTRA_GCC_CONFIG_OPTIONS="--with-sysroot=/ --enable-default-pie"',
      'BR2_EXTRA_GCC_CONFIG_OPTIONS="--enable-default-pie"',
    ],
  ] as const) {
    test(`further lines may say ${what}`, () => {
      const plan = { ...PLAN, config: [config] };
      const text = lines(plan);
      assert.ok(text.includes(wanted), text.join('\n'));
      assert.ok(!text.includes(unwanted), text.join('\n'));
      assert.deepEqual(refusedLines(plan, text.join('\n')), []);
    });
  }

  test('with a directory of sources nothing else is asked; a mirror is asked first', () => {
    const offline = lines(PLAN, { dlDir: '/srv/dl', mirror: 'https://mirror.example' });
    assert.ok(
      offline.includes('BR2_PRIMARY_SITE="file:///srv/dl"') && offline.includes('BR2_PRIMARY_SITE_ONLY=y'),
    );
    const mirrored = lines(PLAN, { mirror: 'https://mirror.example' });
    assert.ok(mirrored.includes('BR2_PRIMARY_SITE="https://mirror.example"'));
    assert.ok(!mirrored.includes('BR2_PRIMARY_SITE_ONLY=y'));
  });

  test('files that say what packages are built from are known, and the packages that they name', () => {
    const config =
      'BR2_PACKAGE_OVERRIDE_FILE="$(BR2_EXTERNAL_ARM64_ON_X86_PATH)/overrides.mk /home/me/local.mk"\n';
    assert.deepEqual(overrideFiles(config), ['/home/me/local.mk']);
    assert.deepEqual(
      overriddenPackages('# x\nHOST_GCC_FINAL_OVERRIDE_SRCDIR = /gcc\nGLIBC_OVERRIDE_SRCDIR=/glibc\n'),
      ['host-gcc-final', 'glibc'],
    );
    assert.deepEqual(overrideDirectories('A_OVERRIDE_SRCDIR = /a # why\nB_OVERRIDE_SRCDIR:=/b\n'), [
      ['B_OVERRIDE_SRCDIR', '/b'],
    ]);
    assert.deepEqual(overrideDirectories('C_OVERRIDE_SRCDIR ?= $(TOPDIR)/c\n'), []);
  });

  test('what .config does not have of the plan is known', () => {
    assert.deepEqual(refusedLines(PLAN, lines(PLAN).join('\n').replace('BR2_neoverse_n1=y', '')), [
      'BR2_neoverse_n1=y',
    ]);
  });
});

test('a release is known by its commit', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  for (const { version } of RELEASES) {
    const tree = await openBuildroot({ kind: 'release', version }, host);
    assert.match(tree.identity, /^commit [0-9a-f]{40}$/);
    assert.ok(tree.origin.startsWith(`Buildroot ${version}, https://`));
  }
});
