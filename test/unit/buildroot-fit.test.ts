import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planToolchain } from '../../src/components/toolchain/buildroot/fit.ts';
import { buildrootToolchain } from '../../src/components/toolchain/buildroot/toolchain.ts';
import { buildChecked, MANIFEST } from '../../src/components/toolchain/finish.ts';
import { createTestHost } from '../support/host.ts';
import { distributionProfile } from '../support/profiles.ts';

test('for musl a toolchain passes the gate that has no shared library to tell so', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const profile = distributionProfile('alpine-3.24');
  const plan = planToolchain(profile, { cpu: 'neoverse-n1' });
  assert.equal(plan.cxxLibrary, 'static');
  const toolchain = { ...(await buildrootToolchain(plan, {}, profile, host)), build: async () => [] };
  const entries = await buildChecked('toolchain "buildroot"', toolchain, profile, '');
  assert.deepEqual(
    entries.map(({ path }) => path),
    [MANIFEST],
  );
  await assert.rejects(buildChecked('t', toolchain, distributionProfile('debian-12'), ''), {
    code: 'toolchain-does-not-fit',
    message: /builds for musl/,
  });
});
