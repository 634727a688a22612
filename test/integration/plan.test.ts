import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { smallRootfs, tarOf } from '../support/rootfs-tar.ts';

const CLI = new URL('../../src/entry/cli.ts', import.meta.url).pathname;

// A root filesystem with a real glibc, libstdc++ and libgcc in it: the packaged cross compiler's.
describe('plan', () => {
  let directory: string;
  let rootfs: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-test-plan-'));
    rootfs = join(directory, 'rootfs.tar');
    const library = async (name: string) => {
      const file = execFileSync('aarch64-linux-gnu-gcc', [`-print-file-name=${name}`], { encoding: 'utf8' });
      return { path: `./usr/lib/aarch64-linux-gnu/${name}`, bytes: await readFile(file.trim()), mode: 0o644 };
    };
    const libraries = ['libc.so.6', 'libstdc++.so.6', 'libgcc_s.so.1'];
    await writeFile(rootfs, await tarOf([...smallRootfs(), ...(await Promise.all(libraries.map(library)))]));
  });
  after(() => rm(directory, { recursive: true }));

  const plan = (...args: string[]) =>
    spawnSync(process.execPath, [CLI, 'plan', '--rootfs', rootfs, '--cache-dir', directory, ...args], {
      encoding: 'utf8',
    });

  test('prints the choice and why, and nothing is built', () => {
    const { status, stdout, stderr } = plan();
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^root filesystem +Test Linux 1, aarch64, glibc 2\.\d+$/m);
    assert.match(stdout, /^Buildroot +20\d\d\.\d\d\.\d+$/m);
    assert.match(
      stdout,
      /^- Buildroot 20\S+ brings glibc 2\.\d+, no newer than the root filesystem's 2\.\d+$/m,
    );
  });

  test('prints JSON for programs, with what the inputs say', () => {
    const { stdout, stderr } = plan('--json', '--buildroot-version', '2022.02', '--gcc-version', '10');
    const { rootfs: found, plan: chosen } = JSON.parse(stdout);
    assert.equal(found.libc.kind, 'glibc', stderr);
    assert.match(found.glibcxx, /^3\.4\.\d+$/);
    assert.deepEqual([chosen.release, chosen.gcc, chosen.libc.version], ['2022.02', 10, '2.34']);
  });

  test('what cannot be is refused with what can', () => {
    const { status, stdout, stderr } = plan('--gcc-version', '99');
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /error: gcc-version: gcc 99 .*\n +hint: use one of: .*12/);
  });
});
