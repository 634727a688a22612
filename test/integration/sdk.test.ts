import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
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
  toolchainComponent,
} from '../../scripts/lib/workbench/components.ts';
import { createTestHost, directoryCache, type TestHost } from '../../scripts/lib/workbench/host.ts';
import { resolveComponent } from '../../src/components/resolve.ts';
import { MANIFEST, type ToolchainManifest } from '../../src/components/toolchain/finish.ts';
import { componentMaterials, isComplete } from '../../src/sbom/component-materials.ts';
import { sdkSink } from '../../src/sinks/sdk.ts';
import { debuggerProblems } from '../support/debugger.ts';
import { C_PROGRAM, CXX_PROGRAM } from '../support/programs.ts';
import { makeSdkTarball } from '../support/sdk-tarball.ts';
import { suiteHost } from '../support/suite.ts';

/** Both layouts of tarballs, each with one layout of root filesystems. */
for (const [kind, profile, libraries] of [
  ['bootlin', MULTIARCH, 'usr/lib/aarch64-linux-gnu'],
  ['arm', LIB64, 'usr/lib64'],
] as const) {
  describe(`a tarball laid out as ${kind}'s`, () => {
    let host: TestHost;
    let inputs: typeof INPUTS;
    let root: string;
    let cache: Awaited<ReturnType<typeof testCacheDirectory>>;
    before(async () => {
      cache = await testCacheDirectory();
      host = createTestHost({ cache: directoryCache(cache.path) });
      inputs = { ...INPUTS, toolchain: await makeSdkTarball(kind, host) };
      root = await host.tempDir('root');
      const bare = { ...profile, libcDevelopment: false, packageManager: 'apt' } as const;
      const component = await toolchainComponent(inputs, bare, host);
      await installToolchain(component, bare, root, host);
      // As a rootfs of this layout would have it; the guest's libc brings the link again.
      if (libraries === 'usr/lib64') await symlink('usr/lib64', join(root, 'lib64'));
      await mkdir(join(root, 'tmp'), { recursive: true });
      await mkdir(join(root, 'usr/local/include/aarch64-linux-gnu'), { recursive: true });
      await writeFile(join(root, 't.c'), C_PROGRAM);
      await writeFile(join(root, 't.cc'), CXX_PROGRAM);
    });
    after(async () => {
      await host.close();
      await cache.remove();
    });

    const compile = async (...command: string[]) => {
      const { code, stderr } = await runInRoot(root, command, host);
      assert.equal(code, 0, `${command.join(' ')}: ${stderr}`);
      assert.equal(stderr, '', command.join(' '));
      const { stdout } = await host.exec('readelf', ['-h', join(root, 'out')]);
      assert.match(stdout, /Machine:\s+AArch64/);
    };

    test('what was found in it is found anew where the cache is damaged', async () => {
      const { key } = await toolchainComponent(inputs, profile, host);
      const [entry = ''] = (await readdir(cache.path)).filter((name) => name.startsWith('sdk-'));
      await writeFile(join(cache.path, entry, 'record.json'), '{"kind":"fore');
      assert.equal((await toolchainComponent(inputs, profile, host)).key, key);
    });

    test('only its compiler’s programs are in PATH, none of them a wrapper', async () => {
      const { stdout } = await host.exec('ls', [join(root, 'x86_64/host/bin')]);
      const names = stdout.trim().split('\n');
      assert.deepEqual(
        names.filter((name) => !name.startsWith('aarch64-linux-') && name !== 'arm64-on-x86'),
        [],
      );
      assert.ok(names.includes('aarch64-linux-gcc') && names.includes('aarch64-linux-gnu-g++'));
      assert.ok(!names.some((name) => name.includes('br_real')), names.join());
    });

    test('a gdb that works is kept, and one that cannot start replaced by one that does', async () => {
      const { stdout, stderr } = await runInRoot(root, ['aarch64-linux-gdb', '--version'], host);
      assert.match(stdout, kind === 'bootlin' ? /^GNU readelf/ : /^GNU gdb/, stderr);
      const { stdout: links } = await host.exec('readlink', [
        join(root, 'x86_64/host/bin/aarch64-linux-gdb'),
      ]);
      assert.equal(links.trim(), kind === 'bootlin' ? 'aarch64-linux-gnu-gdb' : '../gdb/bin/gdb-multiarch');
      const manifest = JSON.parse(await readFile(join(root, MANIFEST), 'utf8')) as ToolchainManifest;
      assert.equal(manifest.hasDebugger, kind === 'bootlin');
      if (kind === 'bootlin') return;
      assert.deepEqual(await debuggerProblems(root, host), []);
      // Its own data, which is of another version, stays behind with it.
      await assert.rejects(host.exec('ls', [join(root, 'x86_64/host/share/gdb')]));
    });

    test('says what of it is known, and that there is more', async () => {
      const path = 'x86_64/share/toolchain/SOURCES';
      const notice = await readFile(join(root, path), 'utf8');
      assert.doesNotMatch(notice, /\/tmp\//);
      const records = new Map([[path, notice]]);
      const known = componentMaterials(records, 'debian 12').map(({ name, version }) => `${name} ${version}`);
      assert.match(known.join(', '), /^gcc \d+(\.\d+)*, glibc 2\.\d+$/);
      assert.equal(isComplete(records), false);
    });

    test('without development files in the rootfs its own libc serves, and a hint names the package', async () => {
      assert.match(host.warnings.join('\n'), /own are used until libc6-dev is installed/);
      await compile('aarch64-linux-gcc', '-O2', '/t.c', '-lm', '-o', '/out');
      await compile('aarch64-linux-gcc', '-static', '/t.c', '-lm', '-o', '/out');
      await compile('aarch64-linux-g++', '/t.cc', '-o', '/out');
    });

    test('with them the rootfs is the sysroot', async () => {
      if (libraries === 'usr/lib64') await rm(join(root, 'lib64'));
      await installGuestLibc(root, libraries);
      const machine = profile.multiarch === undefined ? '' : `${profile.multiarch}/`;
      await writeFile(join(root, 'usr/local/include/local.h'), '#define LOCAL 1\n');
      await writeFile(join(root, `usr/local/include/${machine}machine.h`), '');
      const own =
        '#include <local.h>\n#include <machine.h>\n#include <features.h>\n#include <sys/cdefs.h>\nint x = LOCAL;\n';
      await writeFile(join(root, 'h.c'), own);
      const { stdout, stderr } = await runInRoot(root, ['aarch64-linux-gcc', '-M', '/h.c'], host);
      assert.match(stdout, / \/usr\/local\/include\/local\.h/, stderr);
      assert.match(stdout, / \/usr\/include\/features\.h/);
      assert.doesNotMatch(stdout, /x86_64\/host\/sysroot/);
      await compile('aarch64-linux-gcc', '-O2', '-mcpu=native', '/t.c', '-lm', '-o', '/out');
      await compile('aarch64-linux-g++', '-flto', '/t.cc', '-o', '/out');
      await compile('aarch64-linux-g++', '-static', '/t.cc', '-o', '/out');
      await compile('/x86_64/native/usr/bin/gcc', '/t.c', '-lm', '-o', '/out');
    });

    test('a second run looks nothing through again', async () => {
      host.commands.length = 0;
      assert.equal(
        (
          await resolveComponent(
            await toolchainComponent(inputs, { ...profile, libcDevelopment: false }, host),
            host,
          )
        ).cacheHit,
        true,
      );
      assert.deepEqual(host.commands, []);
    });

    test('an older root filesystem is refused, with the symbols', async () => {
      const old = { ...profile, libc: { kind: 'glibc', version: '2.17' } } as const;
      await assert.rejects(toolchainComponent(inputs, old, host), {
        code: 'toolchain-does-not-fit',
        message: /sdk\.tar\.gz could build .*\w+@GLIBC_2\.\d+ \(lib\S+\)/,
      });
    });
  });
}

describe('a toolchain that was saved', () => {
  const host = suiteHost();

  test('comes back as the same layer, and only to the same layout', async () => {
    const { layer } = await resolveComponent(await toolchainComponent(INPUTS, MULTIARCH, host), host);
    const file = join(await host.tempDir('saved'), 'sdk.tar.gz');
    const image = { images: [{ layers: [layer] }] } as unknown as Parameters<
      ReturnType<typeof sdkSink>['publish']
    >[0];
    await sdkSink(file, host.signal).publish(image);
    const inputs = { ...INPUTS, toolchain: file };
    const component = await toolchainComponent(inputs, MULTIARCH, host);
    const again = await resolveComponent(component, host);
    assert.equal(again.layer.digest, layer.digest);
    assert.match(component.about ?? '', /^gcc \d/);
    assert.equal(component.toolchain.hasDebugger, false);
    await assert.rejects(toolchainComponent(inputs, LIB64, host), { code: 'sdk-other-layout' });
    await assert.rejects(toolchainComponent({ ...inputs, cpu: 'cortex-a53' }, MULTIARCH, host), {
      code: 'sdk-other-cpu',
      message: /sdk\.tar\.gz compiles for neoverse-n1, and cpu is cortex-a53/,
    });
    assert.doesNotMatch(host.warnings.join('\n'), /other defaults/);
    const ubuntu = { ...MULTIARCH, distribution: { id: 'ubuntu', version: '24.04', name: 'Ubuntu' } };
    const elsewhere = await toolchainComponent({ ...inputs, cpu: 'neoverse-v1' }, ubuntu, host);
    assert.match(host.warnings.join('\n'), /other defaults than this one's \(.*stackProtector.*\)/);
    const anew = await resolveComponent({ ...elsewhere, key: `${elsewhere.key}0` }, host);
    assert.equal(anew.layer.digest, layer.digest, 'it still says what it was made for');
    const old = { ...MULTIARCH, libc: { kind: 'glibc', version: '2.17' } } as const;
    await assert.rejects(toolchainComponent(inputs, old, host), { code: 'toolchain-does-not-fit' });
  });

  test('a file that cannot be written leaves nothing behind', async () => {
    const directory = await host.tempDir('saved');
    const open = () => {
      throw new Error('no bytes');
    };
    const image = {
      images: [{ layers: [{ createdBy: 'arm64-on-x86: toolchain', open }] }],
    } as unknown as Parameters<ReturnType<typeof sdkSink>['publish']>[0];
    await assert.rejects(sdkSink(join(directory, 'sdk.tar.gz'), host.signal).publish(image));
    assert.equal((await host.exec('ls', [directory])).stdout, '');
  });
});

const EVIL = {
  ...{ format: 1, about: '', layout: '', hasDebugger: false, libraries: [] },
  ...{ tools: ['../../../etc/x'], needs: { libc: 'glibc', versions: [] } },
};

describe('what is no SDK', () => {
  for (const [what, files, code, content = ''] of [
    ['a tarball without a compiler', ['top/bin/gcc'], 'sdk-without-compiler'],
    [
      'one for another machine',
      ['top/bin/arm-linux-gnueabihf-gcc', 'top/lib/gcc/arm-linux-gnueabihf/12/x'],
      'sdk-without-compiler',
    ],
    ['a manifest whose names are paths', [MANIFEST], 'sdk-damaged', JSON.stringify(EVIL)],
    ['a manifest that is not JSON', [MANIFEST], 'sdk-damaged', '{"format":1'],
    ['a manifest that is nothing', [MANIFEST], 'sdk-damaged', 'null'],
    [
      'a manifest that was made for nothing known',
      [MANIFEST],
      'sdk-damaged',
      JSON.stringify({ ...EVIL, tools: [], madeFor: { cpu: 1, defaults: [] } }),
    ],
    [
      'a manifest without needs',
      [MANIFEST],
      'sdk-damaged',
      JSON.stringify({ ...EVIL, tools: [], needs: {} }),
    ],
  ] as const) {
    test(`${what} is refused by name`, async (t) => {
      const host = createTestHost();
      t.after(() => host.close());
      const directory = await host.tempDir('no-sdk');
      for (const file of files) {
        await mkdir(join(directory, file, '..'), { recursive: true });
        await writeFile(join(directory, file), content);
      }
      const top = files[0].split('/')[0] ?? '';
      await host.exec('tar', ['-czf', 'sdk.tar.gz', top], { cwd: directory });
      const inputs = { ...INPUTS, toolchain: join(directory, 'sdk.tar.gz') };
      await assert.rejects(toolchainComponent(inputs, MULTIARCH, host), { code, message: /sdk\.tar\.gz/ });
    });
  }

  test('nor is a file that tar does not read', async (t) => {
    const host = createTestHost();
    t.after(() => host.close());
    const file = join(await host.tempDir('no-sdk'), 'sdk.tar.gz');
    await writeFile(file, 'no tar');
    await assert.rejects(toolchainComponent({ ...INPUTS, toolchain: file }, MULTIARCH, host), {
      code: 'sdk-damaged',
    });
  });
});
