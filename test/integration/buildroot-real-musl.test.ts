import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeMuslRootfs } from '../../scripts/lib/musl-rootfs.ts';
import { run } from '../../scripts/lib/run.ts';
import { type GuestRoot, makeGuestRoot } from '../../scripts/lib/workbench/guest-root.ts';
import { openScope } from '../support/open-scope.ts';
import { C_PROGRAM, CXX_PROGRAM } from '../support/programs.ts';
import {
  buildTwice,
  type RealBuildroot,
  realBuildroot,
  withoutBuildroot,
} from '../support/real-buildroot.ts';

const LOADER = '/lib/ld-musl-aarch64.so.1';

// The first test takes half an hour of both cores and more, and goes on where an earlier run was cut off.
describe('a toolchain that a real Buildroot built for musl', { skip: withoutBuildroot('musl') }, () => {
  const scope = openScope();
  let rootfs: string;
  let given: RealBuildroot;
  before(async () => {
    given = await realBuildroot(scope);
    rootfs = await makeMuslRootfs(scope);
  });
  after(() => scope.close());

  it('becomes an image, and is built once', async () => {
    const { first, again } = await buildTwice(rootfs, given, scope);
    assert.match(first.stdout, /digest=sha256:/);
    assert.match(again.stderr, /toolchain: reused from the cache/);
  });

  describe('compiles', () => {
    let guest: GuestRoot;
    before(async () => {
      guest = await makeGuestRoot(scope, 'compiler', { rootfs, toolchain: 'buildroot', ...given });
      await writeFile(join(guest.path, 't.c'), C_PROGRAM);
      await writeFile(join(guest.path, 't.cc'), CXX_PROGRAM);
    });

    async function output(...command: string[]): Promise<string> {
      const { code, stdout, stderr } = await guest.run(command);
      assert.equal(code, 0, stderr);
      return stdout;
    }

    /** What the loader has to find before the program starts. */
    async function needed(): Promise<string[]> {
      const { stdout } = await run('readelf', ['--dynamic', '--wide', join(guest.path, 'out')]);
      return [...stdout.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name = '']) => name);
    }

    for (const [what, command, printed] of [
      ['C', ['aarch64-linux-gcc', '-O2', '/t.c', '-lm'], '1.000000'],
      ['C, optimized when linking', ['aarch64-linux-gcc', '-O2', '-flto', '/t.c', '-lm'], '1.000000'],
      ['C++, whose library is linked statically', ['aarch64-linux-g++', '-O2', '/t.cc'], '1x'],
    ] as const)
      it(`${what}, for the root filesystem's own loader`, async () => {
        await output(...command, '-o', '/out');
        const { stdout } = await run('readelf', ['--program-headers', '--wide', join(guest.path, 'out')]);
        assert.ok(stdout.includes(`[Requesting program interpreter: ${LOADER}]`), stdout);
        assert.deepEqual(await needed(), ['libc.so']);
        assert.equal(await output('/out'), printed);
      });

    it('programs that need nothing of the root filesystem', async () => {
      await output('aarch64-linux-g++', '-static', '/t.cc', '-o', '/out');
      assert.deepEqual(await needed(), []);
      assert.equal(await output('/out'), '1x');
    });

    it('a shared library of C and what uses it', async () => {
      await writeFile(join(guest.path, 'lib.c'), 'int seven(void) { return 7; }\n');
      await writeFile(
        join(guest.path, 'use.c'),
        'int seven(void);\nint main(void) { return seven() - 7; }\n',
      );
      await output('aarch64-linux-gcc', '-shared', '-fPIC', '/lib.c', '-o', '/usr/lib/libseven.so');
      await output('aarch64-linux-gcc', '/use.c', '-lseven', '-o', '/out');
      assert.equal(await output('/out'), '');
    });
  });
});
