import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import {
  installGuestLibc,
  installToolchain,
  MULTIARCH,
  runInRoot,
} from '../../scripts/lib/workbench/components.ts';
import { resolveComponent } from '../../src/components/resolve.ts';
import { planToolchain } from '../../src/components/toolchain/buildroot/plan/choose-plan.ts';
import { componentMaterials, isComplete } from '../../src/sbom/component-materials.ts';
import { readRecords } from '../../src/sbom/read.ts';
import { SOURCE, standinComponent, standinPlan, unfinishedWork } from '../support/buildroot.ts';
import { debuggerProblems } from '../support/debugger.ts';
import { C_PROGRAM, CXX_PROGRAM } from '../support/programs.ts';
import { suiteStandin } from '../support/suite.ts';

const OMP_PROGRAM = `int main(int n, char **v)
{
  int sum = 0;
#pragma omp parallel for reduction(+:sum)
  for (int i = 0; i < n; i++)
    sum += v[i][0];
  return sum;
}
`;

const { standin, host, afresh, build } = await suiteStandin();

describe('what is built by a stand-in Buildroot and grafted', () => {
  let root: string;
  before(async () => {
    await afresh();
    root = await host.tempDir('root');
    const component = await standinComponent(standinPlan(standin), { dlDir: standin.dlDir }, host);
    await installToolchain(component, MULTIARCH, root, host);
    await installGuestLibc(root, 'usr/lib/aarch64-linux-gnu');
    await mkdir(join(root, 'tmp'), { recursive: true });
    await writeFile(join(root, 't.c'), C_PROGRAM);
    await writeFile(join(root, 't.cc'), CXX_PROGRAM);
  });

  test('was a bar on a terminal: how many packages are done, of the sources and of the build', () => {
    const bars = host.progressed.filter(({ line }) => / packages done/.test(line));
    assert.match(bars[0]?.line ?? '', /Downloading/);
    for (const { line, done } of bars) assert.equal(done, Number(/\((\d) of 5/.exec(line)?.[1]) / 5, line);
    assert.deepEqual([...new Set(bars.map(({ done }) => done))], [0, 0.2, 0.4, 0.6, 0.8]);
  });

  test('has the names that every toolchain has, none of which is the wrapper', async () => {
    const bin = await readdir(join(root, 'x86_64/host/bin'));
    for (const name of [
      'aarch64-linux-gcc',
      'aarch64-linux-g++',
      'aarch64-linux-gnu-gcc',
      'aarch64-linux-ld',
    ])
      assert.ok(bin.includes(name), name);
    const plain = await readdir(join(root, 'x86_64/host/plain'));
    for (const name of ['cc', 'c++', 'gcc-12', 'aarch64-linux-gnu-g++', 'ar', 'ld.gold'])
      assert.ok(plain.includes(name), name);
    const strays = bin.filter((name) => !name.startsWith('aarch64-linux-') && name !== 'arm64-on-x86');
    assert.deepEqual(strays, []);
    assert.equal(
      bin.find((name) => name.includes('br_real')),
      undefined,
    );
  });

  test('leaves the toolchain’s own libc, libtool files and fixed headers behind', async () => {
    const paths = await readdir(join(root, 'x86_64/host'), { recursive: true });
    assert.deepEqual(
      paths.filter((path) => /sysroot|\.la$|include-fixed\/pthread/.test(path)),
      [],
    );
  });

  for (const [what, command] of [
    ['C', ['aarch64-linux-gcc', '-O2', '/t.c', '-lm', '-o', '/out']],
    ['C, optimized when linking', ['aarch64-linux-gcc', '-O2', '-flto', '/t.c', '-lm', '-o', '/out']],
    ['C with the gold linker', ['aarch64-linux-gcc', '-fuse-ld=gold', '/t.c', '-lm', '-o', '/out']],
    ['C by the shadow of cc', ['/x86_64/native/usr/bin/cc', '/t.c', '-lm', '-o', '/out']],
    ['C++', ['aarch64-linux-g++', '/t.cc', '-o', '/out']],
  ] as const) {
    test(`compiles and links ${what} against the guest’s libc`, async () => {
      // The stand-in's compiler is the distribution's, which unlike Buildroot's has no RUNPATH to its libraries.
      const env = ['/usr/bin/env', 'LD_LIBRARY_PATH=/x86_64/host/lib'];
      await host.exec('install', ['-D', '/usr/bin/env', join(root, 'usr/bin/env')]);
      const { code, stderr } = await runInRoot(root, [...env, ...command], host);
      assert.equal(code, 0, stderr);
      assert.equal(stderr, '');
      const { stdout } = await host.exec('readelf', ['-h', join(root, 'out')]);
      assert.match(stdout, /Machine:\s+AArch64/);
    });
  }

  for (const [option, name] of [
    ['-latomic', 'atomic'],
    ['-fsanitize=address', 'asan'],
  ] as const) {
    test(`links with ${option} what starts where the root filesystem has no lib${name}`, async () => {
      const env = ['/usr/bin/env', 'LD_LIBRARY_PATH=/x86_64/host/lib'];
      await host.exec('install', ['-D', '/usr/bin/env', join(root, 'usr/bin/env')]);
      await writeFile(join(root, 'omp.c'), OMP_PROGRAM);
      const command = [...env, 'aarch64-linux-gcc', option, '/omp.c', '-o', '/out'];
      const { code, stderr } = await runInRoot(root, command, host);
      assert.equal(code, 0, stderr);
      const { stdout } = await host.exec('readelf', ['-dW', join(root, 'out')]);
      assert.doesNotMatch(stdout, new RegExp(`NEEDED.*lib${name}`));
    });
  }

  test('links shared libraries with the shared ones, which alone can become a part of any process', async () => {
    const env = ['/usr/bin/env', 'LD_LIBRARY_PATH=/x86_64/host/lib'];
    const command = ['aarch64-linux-gcc', '-fopenmp', '-shared', '-fPIC', '/omp.c', '-o', '/out'];
    const { code, stderr } = await runInRoot(root, [...env, ...command], host);
    assert.equal(code, 0, stderr);
    const { stdout } = await host.exec('readelf', ['-dW', join(root, 'out')]);
    assert.match(stdout, /NEEDED.*libgomp\.so\.1/);
  });

  test('has a debugger with Python, which reads programs of the guest', async () => {
    assert.deepEqual(await debuggerProblems(root, host, ['LD_LIBRARY_PATH=/x86_64/host/lib']), []);
  });

  test('says what it was made of, and under which licences', async () => {
    const share = join(root, 'x86_64/share/toolchain');
    assert.match(await readFile(join(share, 'SOURCES'), 'utf8'), /^ {2}host-gcc-final 1\.0;/m);
    assert.match(await readFile(join(share, 'licenses/glibc-1.0/COPYING'), 'utf8'), /licence of glibc/);
    assert.doesNotMatch(await readFile(join(share, 'defconfig'), 'utf8'), /BR2_DL_DIR/);
  });

  test('is in an SBOM, with versions, licences and sources', async () => {
    const component = await standinComponent(standinPlan(standin), { dlDir: standin.dlDir }, host);
    const { layer } = await resolveComponent(component, host);
    const records = await readRecords(layer, { characters: 0 }, host.signal);
    const described = componentMaterials(records, 'debian 12').map(({ name, version, licences, source }) => [
      ...[name, version, licences.join(' '), source],
    ]);
    assert.deepEqual(described, [
      ['glibc', '1.0', 'GPL-3.0-or-later LGPL-2.1-or-later', undefined],
      [
        ...['binutils', '1.0', 'GPL-3.0-or-later LGPL-2.1-or-later'],
        `https://standin.invalid/pub/${SOURCE.name}`,
      ],
      ['gcc', '1.0', 'GPL-3.0-or-later', undefined],
    ]);
    assert.ok(isComplete(records));
  });

  test('leaves nothing unfinished, and the next run starts neither make nor a compiler', async () => {
    assert.deepEqual(await unfinishedWork(standin), []);
    const from = host.commands.length;
    const component = await standinComponent(standinPlan(standin), { dlDir: standin.dlDir }, host);
    assert.equal((await resolveComponent(component, host)).cacheHit, true);
    assert.deepEqual(host.commands.slice(from), []);
  });
});

test('-mcpu=native is left to be refused where no core was asked for', async () => {
  await afresh();
  const core = standinPlan(standin, ['BR2_STANDIN_TINY=y']);
  const { nativeCpu: _, ...max } = core;
  const keys = new Set<string>();
  for (const [plan, expected] of [
    [max, false],
    [core, true],
  ] as const) {
    const component = await standinComponent(plan, { dlDir: standin.dlDir }, host);
    keys.add(component.key);
    const entries = await component.build(await host.tempDir('work'));
    const specs = entries.find(({ path }) => path.endsWith('/specs'));
    assert.ok(specs?.type === 'file' && 'bytes' in specs.source);
    assert.equal(Buffer.from(specs.source.bytes).includes('mcpu=native'), expected);
  }
  assert.equal(keys.size, 2);
});

test('for a root filesystem without libc development files the toolchain’s own libc comes along', async () => {
  await afresh();
  const entries = await build(
    ['# BR2_STANDIN_TINY is not set'],
    { dlDir: standin.dlDir },
    { ...MULTIARCH, libcDevelopment: false },
  );
  const path = 'x86_64/host/sysroot/usr/include/stdio.h';
  assert.ok(entries.some((entry) => entry.path === path));
});

test('a whole .config that names a point release, another host directory and one for each package is built', async () => {
  await afresh();
  const lines = [
    "# Automatically generated make config: don't edit",
    '# Buildroot 2023.02.4 Configuration',
    'BR2_ARCH="aarch64"',
    `BR2_HOST_DIR="${join(standin.directory, 'x86_64/host')}"`,
    'BR2_PER_PACKAGE_DIRECTORIES=y',
    'BR2_TOOLCHAIN_BUILDROOT_GLIBC=y',
    'BR2_GCC_VERSION_12_X=y',
    'BR2_STANDIN_TINY=y',
  ];
  const plan = planToolchain(MULTIARCH, {
    cpu: 'neoverse-n1',
    buildrootSource: standin.tarball,
    buildrootConfig: { location: 'dot-config', lines },
  });
  assert.equal(plan.release, '2023.02');
  const component = await standinComponent(plan, { dlDir: standin.dlDir }, host);
  const entries = await component.build(await host.tempDir('work'));
  assert.ok(entries.some(({ path }) => path === 'x86_64/host/bin/aarch64-linux-gnu-gcc'));
});
