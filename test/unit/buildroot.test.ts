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
import { buildFailure } from '../../src/components/toolchain/buildroot/build/failure.ts';
import { closure, packageOf, parseInfo } from '../../src/components/toolchain/buildroot/build/info.ts';
import { createBuildProgress } from '../../src/components/toolchain/buildroot/build/progress.ts';
import { openBuildroot } from '../../src/components/toolchain/buildroot/build/tree.ts';
import { graftedPath } from '../../src/components/toolchain/buildroot/graft/grafted-path.ts';
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

const INFO = `make: noise\n${JSON.stringify({
  toolchain: { name: 'toolchain', dependencies: ['host-gcc'], downloads: [] },
  'host-gcc': {
    name: 'host-gcc',
    dl_dir: 'gcc',
    dependencies: ['host-gmp'],
    downloads: [
      {
        source: 'gcc.tar.xz',
        uris: ['http+http://gnu.example/gcc', 'https|urlencode+https://backup.example/gcc'],
      },
    ],
  },
  'host-gmp': { dependencies: [] },
  other: { dependencies: ['toolchain'] },
})}`;

describe('Buildroot’s show-info', () => {
  test('gives dependencies and addresses', () => {
    const packages = parseInfo(INFO);
    assert.deepEqual([...closure('toolchain', packages).keys()].sort(), [
      'host-gcc',
      'host-gmp',
      'toolchain',
    ]);
    assert.deepEqual(packages.get('host-gcc')?.downloads, [
      {
        file: 'gcc.tar.xz',
        directory: 'gcc',
        urls: ['http://gnu.example/gcc/gcc.tar.xz', 'https://backup.example/gcc/gcc.tar.xz'],
      },
    ]);
  });

  test('is empty where there is none', () => {
    assert.equal(parseInfo("make: *** No rule to make target 'show-info'.").size, 0);
    assert.equal(parseInfo('{ not JSON').size, 0);
  });
});

describe('progress of a Buildroot build', () => {
  test('tells the package, how many are done of how many, and how long it has taken', () => {
    const progress = createBuildProgress(5, ['host-m4']);
    assert.equal(progress.line('>>> host-gmp 6.2.1 Extracting'), true);
    assert.equal(progress.line('checking for gcc... gcc'), false);
    assert.equal(progress.line('\u001b[7m>>> host-gmp 6.2.1 Building\u001b[27m'), false);
    assert.equal(
      progress.summary(65_000),
      'buildroot: host-gmp 6.2.1: Building (1 of 5 packages done, 1 min 05 s)',
    );
    assert.equal(progress.line('>>> host-skeleton  Configuring'), true);
    assert.match(progress.summary(0), /^buildroot: host-skeleton: Configuring \(2 of 5/);
    assert.equal(progress.fraction(), 0.4);
    assert.deepEqual(progress.tail(), ['>>> host-skeleton  Configuring']);
  });

  test('keeps the last 50 lines', () => {
    const progress = createBuildProgress(0);
    for (let line = 0; line < 100; line++) progress.line(String(line));
    assert.equal(progress.tail().length, 50);
    assert.equal(progress.tail().at(-1), '99');
    assert.equal(progress.fraction(), undefined);
  });
});

describe('what a Buildroot build failed of', () => {
  const failure = (...output: string[]) => {
    const progress = createBuildProgress(3);
    for (const line of output) progress.line(line);
    return buildFailure(progress, parseInfo(INFO), '/log');
  };

  test('a source without an address in the output', () => {
    const error = failure(
      '>>> host-gmp 6.2.1 Installing to host directory',
      "wget: unable to resolve host address 'gnu.example'",
      'make: *** [package/pkg-generic.mk:191: /o/build/host-gcc-12.3.0/.stamp_downloaded] Error 1',
    );
    assert.equal(error.code, 'buildroot-source-missing');
    assert.match(
      error.message,
      /unable to resolve.*\n {4}gcc\/gcc\.tar\.xz {2}http:\/\/gnu\.example\/gcc\/gcc\.tar\.xz/,
    );
  });

  test('a source of which Buildroot says nothing but what its downloader prints', () => {
    const stamp = 'make: *** [package/pkg-generic.mk:160: /o/build/host-mpc-1.1/.stamp_downloaded] Error 1';
    const lastLine = (...output: string[]) =>
      failure('>>> host-mpc 1.1 Downloading', ...output, stamp)
        .message.split('\n')
        .at(-1);
    const time = '--2026-11-27 12:56:40--';
    const upstream = [
      `${time}  http://gnu.example/mpc/other.patch`,
      `${time}  http://gnu.example/mpc/mpc.tar.gz`,
      'Location: /x/1 [following]',
      `${time}  http://gnu.example/x/1`,
      `${time}  (try: 2)  http://gnu.example/x/1`,
    ];
    const backup = [
      `${time}  http://backup.example/mpc/mpc.tar.gz`,
      `${time}  http://backup.example/mpc.tar.gz`,
    ];
    assert.equal(lastLine(...upstream), '    mpc.tar.gz  http://gnu.example/mpc/mpc.tar.gz');
    assert.equal(lastLine(...upstream, ...backup), '    mpc/mpc.tar.gz  http://gnu.example/mpc/mpc.tar.gz');
    assert.equal(lastLine(), '    host-mpc-1.1  see /log');
  });

  test('a source with another hash', () => {
    const error = failure(
      'ERROR: gcc.tar.xz has wrong sha256 hash:',
      'ERROR: expected: aa',
      'ERROR: got     : bb',
    );
    assert.equal(error.code, 'buildroot-source-damaged');
    assert.match(error.message, /gcc\.tar\.xz.*\n.*\n.*expected: aa\n.*got {5}: bb/);
  });

  test('a package that does not build', () => {
    const error = failure(
      '>>> host-gmp 6.2.1 Configuring',
      'configure: error: no',
      'make: *** […/.stamp_configured] Error 1',
    );
    assert.equal(error.code, 'buildroot-failed');
    assert.match(error.message, /host-gmp 6\.2\.1 failed \(Configuring\)\n[\s\S]*configure: error: no/);
    assert.match(error.hint, /\/log/);
  });
});

test('of Buildroot’s host directory the compiler is taken, the wrapper and what builds need is not', () => {
  const at = (path: string, sysroot = false) => graftedPath(path, 'aarch64-linux-gnu', sysroot);
  for (const path of [
    'bin/aarch64-linux-gnu-ld',
    'libexec/gcc/aarch64-linux-gnu/12.2.0/cc1',
    'lib/gcc/aarch64-linux-gnu/12.2.0/include-fixed/limits.h',
    'aarch64-linux-gnu/lib64/libstdc++.so.6',
    'aarch64-linux-gnu/include/c++/12.2.0/vector',
  ])
    assert.equal(at(path), path);
  assert.equal(at('bin/aarch64-linux-gnu-gcc.br_real'), 'bin/aarch64-linux-gnu-gcc');
  for (const path of [
    'bin/aarch64-linux-gcc',
    'bin/m4',
    'bin/aarch64-linux-gnu-gdb',
    'include/gmp.h',
    'share/info/gcc.info',
    'lib/libgmp.a',
    'lib/gcc/aarch64-linux-gnu/12.2.0/plugin/include/tree.h',
    'lib/gcc/aarch64-linux-gnu/12.2.0/include-fixed/pthread.h',
    'libexec/gcc/aarch64-linux-gnu/12.2.0/liblto_plugin.la',
    'aarch64-linux-gnu/lib64/libstdc++.so.6.0.30-gdb.py',
    'aarch64-linux-gnu/sysroot/usr/include/stdio.h',
  ])
    assert.equal(at(path), undefined, path);
  assert.ok(at('aarch64-linux-gnu/sysroot/usr/include/stdio.h', true));
});

test('a directory belongs to the package with the longest name that fits', () => {
  const names = ['host-gcc', 'host-gcc-final', 'glibc'];
  assert.equal(packageOf('host-gcc-final-12.3.0', names), 'host-gcc-final');
  assert.equal(packageOf('glibc-2.36-128-gb9b7', names), 'glibc');
  assert.equal(packageOf('musl-1.2.3', names), undefined);
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
