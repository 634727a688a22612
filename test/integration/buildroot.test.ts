import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { resolveComponent } from '../../src/components/resolve.ts';
import { planToolchain } from '../../src/components/toolchain/buildroot/fit.ts';
import { buildrootMake, buildrootPlaces } from '../../src/components/toolchain/buildroot/make.ts';
import { checkBuildrootPrerequisites } from '../../src/components/toolchain/buildroot/prerequisites.ts';
import { componentMaterials, isComplete } from '../../src/sbom/component-materials.ts';
import { readRecords } from '../../src/sbom/read.ts';
import { SOURCE, standinComponent, standinPlan, unfinishedWork } from '../support/buildroot.ts';
import { installGuestLibc, installToolchain, MULTIARCH, runInRoot } from '../support/components.ts';
import { debuggerProblems } from '../support/debugger.ts';
import { createTestHost } from '../support/host.ts';
import { C_PROGRAM, CXX_PROGRAM } from '../support/programs.ts';
import { suiteStandin } from '../support/suite.ts';

const { standin, host } = await suiteStandin();

/** Everything as new: nothing cached, nothing unfinished. */
async function afresh(): Promise<void> {
  await rm(standin.cache, { recursive: true });
  await mkdir(standin.cache);
}

/** The build's result, or what it throws. */
async function build(
  config: readonly string[],
  sources = { dlDir: standin.dlDir } as object,
  profile = MULTIARCH,
) {
  const component = await standinComponent(
    standinPlan(standin, ['BR2_STANDIN_TINY=y', ...config]),
    sources,
    host,
    profile,
  );
  return component.build(await host.tempDir('work'));
}

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
    for (const name of ['cc', 'c++', 'gcc-12', 'aarch64-linux-gnu-g++', 'ar'])
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
    ['C by the shadow of cc', ['/x86_64/native/usr/bin/cc', '/t.c', '-lm', '-o', '/out']],
    ['C++', ['aarch64-linux-g++', '/t.cc', '-o', '/out']],
  ] as const) {
    test(`compiles and links ${what} against the guest’s libc`, async () => {
      // The stand-in's compiler is the distribution's, which unlike Buildroot's has no RUNPATH to its libraries.
      const env = ['/usr/bin/env', 'LD_LIBRARY_PATH=/x86_64/host/lib'];
      await host.exec('install', ['-D', '/usr/bin/env', join(root, 'usr/bin/env')]);
      const { code, stderr } = await runInRoot(root, [...env, ...command], host);
      assert.equal(code, 0, stderr);
      const { stdout } = await host.exec('readelf', ['-h', join(root, 'out')]);
      assert.match(stdout, /Machine:\s+AArch64/);
    });
  }

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
    const records = await readRecords(layer, host.signal);
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

test('a package that fails is named, with the last 50 lines about it; the next run goes on after those before', async () => {
  await afresh();
  await assert.rejects(build(['BR2_STANDIN_FAIL="glibc"']), (error: Error & { code?: string }) => {
    assert.equal(error.code, 'buildroot-failed');
    assert.match(error.message, /glibc 1\.0 failed \(Building\)/);
    const lines = error.message.split('\n');
    assert.ok(
      lines.some((line) => /^ {4}glibc: error number 60$/.test(line)),
      error.message,
    );
    assert.ok(lines.length > 45 && lines.length <= 51, String(lines.length));
    return true;
  });
  const [name = ''] = await unfinishedWork(standin);
  await assert.rejects(build(['BR2_STANDIN_FAIL="glibc"']), { code: 'buildroot-failed' });
  const log = await readFile(join(standin.cache, 'unfinished', name, 'build.log'), 'utf8');
  assert.doesNotMatch(log, /host-gcc-initial 1\.0 Building/);
  assert.match(log, /glibc 1\.0 Building/);
});

test('sources are saved as soon as they are complete, and serve a run without unfinished work', async () => {
  await afresh();
  const mirror = `file://${standin.dlDir}`;
  await assert.rejects(build(['BR2_STANDIN_FAIL="host-binutils"'], { mirror }), { code: 'buildroot-failed' });
  await rm(join(standin.cache, 'unfinished'), { recursive: true });
  await assert.rejects(build(['BR2_STANDIN_FAIL="host-binutils"'], { mirror: 'file:///nowhere' }), {
    code: 'buildroot-failed',
  });
});

test('another toolchain with the same gcc fetches nothing again, and compiles from the same compiler cache', async () => {
  await afresh();
  const make = async (config: readonly string[], mirror: string) => {
    const plan = standinPlan(standin, ['BR2_STANDIN_TINY=y', ...config]);
    return (await resolveComponent(await standinComponent(plan, { mirror }, host), host)).cacheHit;
  };
  const hits = async (): Promise<number> => {
    const unfinished = join(standin.cache, 'unfinished');
    const [name = ''] = (await readdir(unfinished)).filter((found) =>
      /^buildroot-ccache-.*-gcc12$/.test(found),
    );
    const env = { ...process.env, CCACHE_DIR: join(unfinished, name) };
    const { stdout } = await host.exec('ccache', ['--print-stats'], { env });
    const found = stdout.matchAll(/^(?:direct|preprocessed)_cache_hit\t(\d+)$/gm);
    return [...found].reduce((sum, [, count]) => sum + Number(count), 0);
  };
  assert.equal(await make([], `file://${standin.dlDir}`), false);
  assert.equal(await hits(), 0);
  assert.equal(await make(['BR2_STANDIN_PAUSE="0"'], 'file:///nowhere'), false);
  // One for each package.
  assert.equal(await hits(), 5);
});

describe('sources that cannot be had', () => {
  test('are named with their address: with a directory of sources all at once', async () => {
    await afresh();
    const dlDir = await host.tempDir('dl');
    await assert.rejects(build([], { dlDir }), {
      code: 'buildroot-source-missing',
      message: /standin\/standin-1\.0\.tar\.gz {2}https:\/\/standin\.invalid\/pub\/standin-1\.0\.tar\.gz/,
    });
  });

  test('in a directory with a space in its name, which Buildroot cannot read, are refused', async () => {
    await afresh();
    await assert.rejects(build([], { dlDir: '/srv/my sources' }), {
      code: 'buildroot-path',
      message: /"\/srv\/my sources"/,
      hint: /buildroot-dl-dir/,
    });
  });

  test('are named with their address: without a network', async () => {
    await afresh();
    await assert.rejects(build([], {}), {
      code: 'buildroot-source-missing',
      message: /unable to resolve host address[\s\S]*https:\/\/standin\.invalid\/pub\/standin-1\.0\.tar\.gz/,
    });
  });

  test('for another hash than Buildroot’s are refused, and the user’s file stays', async () => {
    await afresh();
    const dlDir = await host.tempDir('dl');
    await writeFile(join(dlDir, SOURCE.name), 'another text\n');
    await assert.rejects(build([], { dlDir }), {
      code: 'buildroot-source-damaged',
      message: /standin-1\.0\.tar\.gz[\s\S]*expected: [0-9a-f]{64}[\s\S]*got/,
    });
    assert.equal(await readFile(join(dlDir, SOURCE.name), 'utf8'), 'another text\n');
  });
});

test('a gcc that the release does not have is refused before anything is built', async () => {
  await afresh();
  const plan = { ...standinPlan(standin), gcc: 99 };
  const component = await standinComponent(plan, { dlDir: standin.dlDir }, host);
  await assert.rejects(component.build(await host.tempDir('work')), {
    code: 'buildroot-config-refused',
    message: /2023\.02.*BR2_GCC_VERSION_99_X/,
  });
});

test('the log has what make prints while it runs', async () => {
  const places = buildrootPlaces(await host.tempDir('log'), '/none', '/none');
  await mkdir(places.tree);
  const wait = `for i in $$(seq 100); do grep -qx beginning ${places.log} && exit 0; sleep 0.1; done; exit 1`;
  await writeFile(join(places.tree, 'Makefile'), `all:\n\t@echo beginning\n\t@${wait}\n`);
  assert.equal((await buildrootMake(places, ['all'], host)).code, 0);
});

test('a tarball that is no Buildroot is refused', async () => {
  await afresh();
  const tarball = join(standin.directory, 'other.tar.gz');
  await host.exec('tar', ['-czf', tarball, '-C', standin.directory, 'dl']);
  const component = await standinComponent(standinPlan({ tarball }), {}, host);
  await assert.rejects(component.build(await host.tempDir('work')), { code: 'buildroot-source-broken' });
});

test('programs that are missing are named by package, all at once, before anything is fetched', async (t) => {
  const bin = await host.tempDir('bin');
  for (const name of ['sh', 'test', 'make', 'gcc'])
    await host.exec('ln', ['-s', `/usr/bin/${name}`, join(bin, name)]);
  const bare = createTestHost({ env: { PATH: bin } });
  t.after(() => bare.close());
  await assert.rejects(checkBuildrootPrerequisites(bare), (error: Error & { hint?: string }) => {
    assert.match(error.hint ?? '', /apt-get install .*\bg\+\+ .*rsync/);
    assert.doesNotMatch(error.hint ?? '', /\bmake\b/);
    return true;
  });
});
