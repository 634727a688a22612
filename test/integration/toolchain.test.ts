import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  INPUTS,
  installGuestLibc,
  installToolchain,
  LIB64,
  MULTIARCH,
  runInRoot,
  testCacheDirectory,
  testDebugger,
  toolchainComponent,
} from '../../scripts/lib/workbench/components.ts';
import { createTestHost, directoryCache, type TestHost } from '../../scripts/lib/workbench/host.ts';
import { resolveComponent } from '../../src/components/resolve.ts';
import { runtimeComponent } from '../../src/components/runtime/runtime.ts';
import { beginToolchain } from '../../src/components/toolchain/component.ts';
import { debuggerProblems } from '../support/debugger.ts';
import { C_PROGRAM, CXX_PROGRAM } from '../support/programs.ts';

const COMPILATIONS = [
  ['C against shared libraries', ['aarch64-linux-gcc', '-O2', '/t.c', '-lm', '-o', '/out']],
  [
    'C in another character set',
    ['aarch64-linux-gcc', '-finput-charset=latin9', '/t.c', '-lm', '-o', '/out'],
  ],
  ['C, static', ['aarch64-linux-gcc', '-static', '/t.c', '-lm', '-o', '/out']],
  ['C, optimized when linking', ['aarch64-linux-gcc', '-O2', '-flto', '/t.c', '-lm', '-o', '/out']],
  ['C as a shared library', ['aarch64-linux-gcc', '-shared', '-fPIC', '/t.c', '-o', '/out']],
  ['C with the gold linker', ['aarch64-linux-gcc', '-fuse-ld=gold', '/t.c', '-lm', '-o', '/out']],
  ['C++ with threads and exceptions', ['aarch64-linux-g++', '/t.cc', '-o', '/out']],
  ['C++, static', ['aarch64-linux-g++', '-static', '/t.cc', '-o', '/out']],
  ['C by the shadow of gcc', ['/x86_64/native/usr/bin/gcc', '-march=native', '/t.c', '-lm', '-o', '/out']],
  ['C by the shadow of cc', ['/x86_64/native/bin/cc', '/t.c', '-lm', '-o', '/out']],
] as const;

for (const [layout, profile, libraries] of [
  ['multiarch', MULTIARCH, 'usr/lib/aarch64-linux-gnu'],
  ['lib64', LIB64, 'usr/lib64'],
] as const) {
  describe(`runtime and system toolchain, ${layout} layout`, () => {
    let host: TestHost;
    let root: string;
    let cache: Awaited<ReturnType<typeof testCacheDirectory>>;
    before(async () => {
      cache = await testCacheDirectory();
      host = createTestHost({ cache: directoryCache(cache.path) });
      root = await host.tempDir('root');
      await installToolchain(await toolchainComponent(INPUTS, profile, host), profile, root, host);
      await installGuestLibc(root, libraries);
      await mkdir(join(root, 'tmp'), { recursive: true });
      await writeFile(join(root, 't.c'), C_PROGRAM);
      await writeFile(join(root, 't.cc'), CXX_PROGRAM);
    });
    after(async () => {
      await host.close();
      await cache.remove();
    });

    test('ldconfig reads the cache, and every library in it is there', async () => {
      const { stdout } = await host.exec('/sbin/ldconfig', ['-p', '-C', join(root, 'x86_64/ld.cache')]);
      const paths = [...stdout.matchAll(/\(libc6,x86-64\) => (\/x86_64\/lib\/\S+)$/gm)].map(
        ([, path = '']) => path,
      );
      assert.ok(paths.length > 20, stdout);
      await host.exec(
        'ls',
        paths.map((path) => join(root, path)),
      );
    });

    test('every program of the toolchain starts on the private libraries alone', async () => {
      const names = (await readdir(join(root, 'x86_64/host/bin'))).filter((name) =>
        name.startsWith('aarch64-linux-'),
      );
      assert.ok(names.includes('aarch64-linux-gcc') && names.includes('aarch64-linux-gdb'));
      for (const name of names) {
        const { code, stderr } = await runInRoot(root, [name, '--version'], host);
        assert.equal(code, 0, `${name}: ${stderr}`);
      }
    });

    test('gdb has its Python and its data, and reads a program of the guest', async () => {
      assert.deepEqual(await debuggerProblems(root, host), []);
    });

    for (const [what, command] of COMPILATIONS) {
      test(`compiles and links ${what}`, async () => {
        const { code, stderr } = await runInRoot(root, command, host);
        assert.equal(code, 0, stderr);
        assert.equal(stderr, '');
        const { stdout } = await host.exec('readelf', ['-h', join(root, 'out')]);
        assert.match(stdout, /Machine:\s+AArch64/);
      });
    }

    test('ar makes an index of LTO objects, and they link', async () => {
      const steps = [
        ['aarch64-linux-gcc', '-flto', '-c', '/t.c', '-o', '/t.o'],
        ['aarch64-linux-ar', 'rcs', '/libt.a', '/t.o'],
        ['aarch64-linux-gcc', '-flto', '/libt.a', '-lm', '-o', '/out'],
      ];
      for (const step of steps) {
        const { code, stderr } = await runInRoot(root, step, host);
        assert.equal(code, 0, `${step.join(' ')}: ${stderr}`);
      }
      const { stdout } = await runInRoot(root, ['aarch64-linux-nm', '/libt.a'], host);
      assert.match(stdout, / T main$/m);
    });

    test('a second run takes all from the cache', async () => {
      const component = await toolchainComponent(INPUTS, profile, host);
      const gdb = await testDebugger(host);
      const runtime = await runtimeComponent(INPUTS, profile, host, component.toolchain, [gdb]);
      for (const part of [component, gdb, runtime])
        assert.equal((await resolveComponent(part, host)).cacheHit, true);
    });
  });
}

test('nothing in PATH hides a program of the guest, and without acceleration there are no shadows', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const toolchain = await toolchainComponent(INPUTS, MULTIARCH, host);
  const gdb = await testDebugger(host);
  const brought = [await toolchain.build(await host.tempDir('work')), await gdb.build('')].flat();
  const inPath = brought
    .map(({ path }) => /^x86_64\/host\/bin\/(.*)$/.exec(path)?.[1])
    .filter((name) => name !== undefined);
  assert.deepEqual(
    inPath.filter((name) => !name.startsWith('aarch64-linux-')),
    [],
  );
  const none = { ...INPUTS, accelerate: 'none' } as const;
  const plain = await runtimeComponent(none, MULTIARCH, host, toolchain.toolchain);
  const entries = await plain.build(await host.tempDir('work'));
  assert.ok(!entries.some(({ path }) => path.startsWith('x86_64/native')));
});

test('the compiler is read before the root filesystem is known, and again only if it wants another', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const asked: string[] = [];
  const exec: TestHost['exec'] = (command, args, options) => {
    asked.push(command);
    return host.exec(command, args, options);
  };
  const toolchainFor = beginToolchain(INPUTS, { ...host, exec });
  const { key, toolchain } = await toolchainFor(MULTIARCH);
  const before = asked.length;
  assert.ok(before > 0);
  assert.notEqual((await toolchainFor(LIB64)).key, key);
  assert.equal(asked.length, before);
  const other = await toolchainFor({ ...MULTIARCH, gccMajor: 1 });
  assert.equal(asked.length, before + 1);
  assert.equal(other.toolchain.needs, toolchain.needs);
});

test('a root filesystem without libc development files gets a warning', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  await toolchainComponent(INPUTS, { ...MULTIARCH, libcDevelopment: false }, host);
  assert.match(host.warnings.join(), /no libc development files/);
});

test('an older root filesystem and a missing SDK are refused', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const old = { ...MULTIARCH, libc: { kind: 'glibc', version: '2.17' } } as const;
  await assert.rejects(toolchainComponent(INPUTS, old, host), { code: 'toolchain-does-not-fit' });
  const missing = { ...INPUTS, toolchain: '/nowhere/sdk.tar.gz' };
  await assert.rejects(toolchainComponent(missing, MULTIARCH, host), {
    code: 'source-not-found',
    message: /nowhere/,
  });
});
