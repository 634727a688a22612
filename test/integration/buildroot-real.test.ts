import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { installGuestPackages } from '../../scripts/lib/guest-packages.ts';
import { ensurePackages } from '../../scripts/lib/packages.ts';
import { program } from '../../scripts/lib/repository.ts';
import { run } from '../../scripts/lib/run.ts';
import { buildAndTest } from '../../scripts/lib/same-results.ts';
import { comparedPackages, largeCxxPackage } from '../../scripts/lib/same-results-packages.ts';
import { type GuestRoot, makeGuestRoot } from '../support/guest-root.ts';
import { openScope } from '../support/open-scope.ts';
import { debianRootfs } from '../support/rootfs.ts';

/** The tarball of a real Buildroot, whose name says its release; an override file; a download directory. */
const { BUILDROOT_SOURCE = '', BUILDROOT_OVERRIDES, BUILDROOT_DL_DIR } = process.env;

const skip = BUILDROOT_SOURCE === '' && 'BUILDROOT_SOURCE names no tarball of Buildroot';

/** What a package's tests print where one fails. */
const FAILED =
  /^(?!# ).*\bFAIL(ED)?\b|^\[(err|exception)\]|^! |^# (FAIL|ERROR): +[1-9]|^[1-9]\d* errors out of/;

const PACKAGES = [...comparedPackages, largeCxxPackage];

// The first test takes half an hour of both cores and more, and goes on where an earlier run was cut off.
describe('a toolchain that a real Buildroot built for the real root filesystem', { skip }, () => {
  const scope = openScope();
  let config: string;
  before(async () => {
    await ensurePackages(['build', 'rootfs', 'natives', 'buildroot', 'test'], { signal: scope.signal });
    config = join(await scope.tempDir('buildroot'), 'config');
    const overrides = BUILDROOT_OVERRIDES && `BR2_PACKAGE_OVERRIDE_FILE="${resolve(BUILDROOT_OVERRIDES)}"\n`;
    await writeFile(config, overrides ?? '');
  });
  after(() => scope.close());

  it('becomes an image, and is built once', async () => {
    const layout = join(await scope.tempDir('image'), 'layout');
    const args = [
      ...['build', '--rootfs', await debianRootfs(scope), '--emulator-source', 'distro'],
      ...['--toolchain', 'buildroot', '--buildroot-source', BUILDROOT_SOURCE, '--buildroot-config', config],
      ...(BUILDROOT_DL_DIR ? ['--buildroot-dl-dir', resolve(BUILDROOT_DL_DIR)] : []),
      ...['--outputs', `type=oci,dest=${layout}`],
    ];
    const { signal } = scope;
    const { stdout } = await run(program, args, { signal, onLine: (line) => console.log(line) });
    assert.match(stdout, /digest=sha256:/);
    const again = await run(program, args, { signal });
    assert.match(again.stderr, /toolchain: reused from the cache/);
  });

  describe('builds', () => {
    let guest: GuestRoot;
    before(async () => {
      const buildroot = { buildrootSource: BUILDROOT_SOURCE, buildrootConfig: config };
      guest = await makeGuestRoot(scope, 'full', { toolchain: 'buildroot', ...buildroot });
      const needs = PACKAGES.flatMap((item) => item.needs);
      await installGuestPackages(needs, await debianRootfs(scope), guest.path, scope);
      await guest.run(['ldconfig'], {}, { strict: true });
    });

    for (const item of PACKAGES)
      it(`${item.source}, whose tests pass`, async () => {
        const { tree, tests, seconds } = await buildAndTest(item, 'full', guest, scope);
        console.log(`${item.source}: ${tree.size} entries, ${tests.length} results, ${seconds} s`);
        const script =
          'find /build/to -type f | xargs -r readelf -p .comment 2>/dev/null | grep -c Buildroot';
        const { stdout } = await guest.run(['sh', '-c', script]);
        assert.ok(Number(stdout) > 0, 'nothing installed was compiled by this toolchain');
        assert.ok(tests.length > 1, 'no results');
        assert.deepEqual(
          tests.filter((line) => FAILED.test(line)),
          [],
        );
        assert.equal(tests.at(-1), 'exit code 0');
      });
  });
});
