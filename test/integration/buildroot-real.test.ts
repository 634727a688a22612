import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { installGuestPackages } from '../../scripts/lib/guest-packages.ts';
import { buildAndTest } from '../../scripts/lib/same-results.ts';
import { comparedPackages, largeCxxPackage } from '../../scripts/lib/same-results-packages.ts';
import { type GuestRoot, makeGuestRoot } from '../../scripts/lib/workbench/guest-root.ts';
import { debianRootfs } from '../../scripts/lib/workbench/rootfs.ts';
import { openScope } from '../support/open-scope.ts';
import {
  buildTwice,
  type RealBuildroot,
  realBuildroot,
  withoutBuildroot,
} from '../support/real-buildroot.ts';

/** What a package's tests print where one fails. */
const FAILED =
  /^(?!# ).*\bFAIL(ED)?\b|^\[(err|exception)\]|^! |^# (FAIL|ERROR): +[1-9]|^[1-9]\d* errors out of/;

const PACKAGES = [...comparedPackages, largeCxxPackage];

// The first test takes half an hour of both cores and more, and goes on where an earlier run was cut off.
describe('a toolchain that a real Buildroot built for the real root filesystem', {
  skip: withoutBuildroot('glibc'),
}, () => {
  const scope = openScope();
  let given: RealBuildroot;
  before(async () => {
    given = await realBuildroot(scope);
  });
  after(() => scope.close());

  it('becomes an image, and is built once', async () => {
    const { first, again } = await buildTwice(await debianRootfs(scope), given, scope);
    assert.match(first.stdout, /digest=sha256:/);
    assert.match(again.stderr, /toolchain: reused from the cache/);
  });

  describe('builds', () => {
    let guest: GuestRoot;
    before(async () => {
      guest = await makeGuestRoot(scope, 'full', { toolchain: 'buildroot', ...given });
      const needs = PACKAGES.flatMap((item) => item.needs);
      await installGuestPackages(needs, await debianRootfs(scope), guest.path, scope);
      await guest.run(['ldconfig'], {}, { strict: true });
    });

    it('for what lies in /usr/local too, and as the root filesystem’s own gcc writes it', async () => {
      const local = ['include', 'lib'].map((name) => `/usr/local/${name}/aarch64-linux-gnu`);
      const steps = [
        `mkdir -p ${local.join(' ')} && cd /tmp`,
        `echo 'int local(void);' > ${local[0]}/local.h`,
        `echo 'int local(void) { return 7; }' | gcc -shared -fPIC -x c - -o ${local[1]}/liblocal.so`,
        "printf '#include <local.h>\\nint main(void) { return local(); }\\n' > t.c",
        'build() { gcc -O2 t.c -llocal -Wl,-rpath,/opt/lib -o "$1"; }',
        'build native; ARM64_ON_X86_ACCELERATE=0; export ARM64_ON_X86_ACCELERATE; build emulated',
        `tags() { readelf --dynamic --wide "$1" | grep -oE '\\([A-Z_]+\\)' | sort; }`,
        'tags native > n; tags emulated > e; diff e n',
        'places() { for what in multiarch multi-os-directory multi-directory; do gcc -print-$what; done; }',
        'places > e; unset ARM64_ON_X86_ACCELERATE; places > n; diff e n',
        `LD_LIBRARY_PATH=${local[1]} ./native || echo "$?"`,
      ];
      const { stdout } = await guest.run(['sh', '-ec', steps.join('\n')], {}, { strict: true });
      assert.equal(stdout, '7');
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
