import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { program } from '../../scripts/lib/repository.ts';
import { run } from '../../scripts/lib/run.ts';
import { withScope } from '../../scripts/lib/scope.ts';
import { debianRootfs } from '../support/rootfs.ts';

/** The tarball of a real Buildroot, whose name says its release; an override file; a download directory. */
const { BUILDROOT_SOURCE, BUILDROOT_OVERRIDES, BUILDROOT_DL_DIR } = process.env;

// Takes the better part of an hour of both cores, and goes on where an earlier run was cut off.
test(
  'a real Buildroot builds a toolchain for the real root filesystem, and it becomes an image',
  {
    skip: BUILDROOT_SOURCE ? false : 'BUILDROOT_SOURCE names no tarball of Buildroot',
  },
  () =>
    withScope(async (scope) => {
      const directory = await scope.tempDir('buildroot');
      const rootfs = await debianRootfs(scope);
      const config = join(directory, 'config');
      const lines = BUILDROOT_OVERRIDES
        ? `BR2_PACKAGE_OVERRIDE_FILE="${resolve(BUILDROOT_OVERRIDES)}"\n`
        : '';
      await writeFile(config, lines);
      const args = [
        ...['build', '--rootfs', rootfs, '--emulator-source', 'distro', '--toolchain', 'buildroot'],
        ...['--buildroot-source', BUILDROOT_SOURCE ?? '', '--buildroot-config', config],
        ...(BUILDROOT_DL_DIR ? ['--buildroot-dl-dir', resolve(BUILDROOT_DL_DIR)] : []),
        ...['--outputs', `type=oci,dest=${join(directory, 'image')}`],
      ];
      const { signal } = scope;
      const { stdout } = await run(program, args, { signal, onLine: (line) => console.log(line) });
      assert.match(stdout, /digest=sha256:/);
      const again = await run(program, args, { signal });
      assert.match(again.stderr, /toolchain: reused from the cache/);
    }),
);
