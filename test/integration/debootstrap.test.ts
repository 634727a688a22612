import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { refuseAarch64Handlers } from '../../scripts/lib/binfmt.ts';
import { writeEmulator } from '../../scripts/lib/emulator.ts';
import { makeRootfs } from '../../scripts/lib/rootfs.ts';
import { run } from '../../scripts/lib/run.ts';
import { withScope } from '../../scripts/lib/scope.ts';

/** Reads one file of a tarball. */
async function member(tarball: string, path: string): Promise<string> {
  return (await run('tar', ['--extract', '--to-stdout', '--file', tarball, path])).stdout;
}

test("debootstrap's second stage succeeds under our emulator, without binfmt_misc", async () => {
  await refuseAarch64Handlers();
  await withScope(async (scope) => {
    // A cache of its own: the tarball has to be made now.
    const cache = await scope.tempDir('cache');
    const given = process.env.EMULATOR;
    const emulator = async () =>
      given || writeEmulator(join(await scope.tempDir('emulator'), 'qemu-aarch64'));
    const { path, cached } = await makeRootfs({ cache, include: ['file'], emulator }, scope);
    assert.equal(cached, false);
    const packages = (await member(path, './var/lib/dpkg/status')).trim().split('\n\n');
    assert.ok(packages.length > 50, `${packages.length} packages`);
    for (const entry of packages) {
      assert.match(entry, /^Status: install ok installed$/m);
      assert.match(entry, /^Architecture: (arm64|all)$/m);
    }
    const names = (await run('tar', ['--list', '--file', path])).stdout.split('\n');
    assert.deepEqual(
      names.filter((name) => /^\.\/(x86_64|debootstrap|dev\/.|proc\/.|sys\/.)/.test(name)),
      [],
      'nothing of ours and nothing that is mounted is in the tarball',
    );
    assert.match(await member(path, './etc/apt/sources.list'), /^deb \S+ \S+ .*main/);
    assert.equal((await makeRootfs({ cache, include: ['file'], emulator }, scope)).cached, true);
  });
});
