import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { planToolchain } from '../../src/components/toolchain/buildroot/plan/choose-plan.ts';
import { buildrootToolchain } from '../../src/components/toolchain/buildroot/toolchain.ts';
import { runsOn } from '../../src/components/toolchain/cores.ts';
import { layoutOf, type ToolchainManifest } from '../../src/components/toolchain/finish.ts';
import { defaultLines } from '../../src/components/toolchain/hardening.ts';
import { checkMadeFor, defaultsWarning } from '../../src/components/toolchain/made-for.ts';
import type { MadeFor } from '../../src/components/toolchain/toolchain.ts';
import type { RootfsProfile } from '../../src/rootfs/profile.ts';
import { distributionProfile } from '../support/profiles.ts';

function manifest(profile: RootfsProfile, madeFor?: MadeFor): ToolchainManifest {
  return {
    ...{ format: 1, about: '', layout: layoutOf(profile), tools: [], libraries: [], hasDebugger: false },
    needs: { libc: 'glibc', versions: [] },
    ...(madeFor && { madeFor }),
  };
}

test('a saved toolchain that links with the root filesystem’s gcc goes only where that is', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const manylinux = distributionProfile('manylinux_2_28');
  const plan = planToolchain(manylinux, { cpu: 'neoverse-n1' });
  const { madeFor } = await buildrootToolchain(plan, {}, manylinux, host);
  assert.match(madeFor?.gccDirectory ?? '', /^\/opt\/rh\/gcc-toolset-14\//);
  const saved = manifest(manylinux, madeFor);
  checkMadeFor('f', saved, manylinux, 'neoverse-n1');
  assert.throws(() => checkMadeFor('f', saved, distributionProfile('rhel-8'), 'neoverse-n1'), {
    code: 'sdk-other-gcc',
    message: /own gcc in \/opt\/rh\/gcc-toolset-14\/\S+, and this one has no g\+\+ there/,
  });
  const debian = distributionProfile('debian-12');
  const other = await buildrootToolchain(planToolchain(debian, { cpu: 'neoverse-n1' }), {}, debian, host);
  assert.deepEqual(other.madeFor, { cpu: 'neoverse-n1', defaults: defaultLines(debian) });
});

test('and none to an emulator that lacks instructions of its core', () => {
  for (const [core, model, expected] of [
    ['neoverse-n1', 'neoverse-n1', true],
    ['neoverse-n1', 'neoverse-v1', true],
    ['neoverse-n1', 'max,pauth-impdef=on', true],
    ['neoverse-n1', 'cortex-a53', false],
    ['neoverse-v1', 'neoverse-n1', false],
    ['cortex-a72', 'cortex-a53', true],
    ['', 'cortex-a53', true],
  ] as const)
    assert.equal(runsOn(core, model), expected, `${core} on ${model}`);
  const debian = distributionProfile('debian-12');
  const saved = manifest(debian, { cpu: 'neoverse-n1', defaults: [] });
  assert.throws(() => checkMadeFor('f', saved, debian, 'cortex-a53'), {
    code: 'sdk-other-cpu',
    hint: /^use cpu=neoverse-n1, or save one/,
  });
  checkMadeFor('f', manifest(debian), debian, 'cortex-a53');
});

test('other defaults than those of the root filesystem’s compiler are named', () => {
  const debian = distributionProfile('debian-12');
  const saved = manifest(debian, { cpu: '', defaults: defaultLines(debian) });
  assert.equal(defaultsWarning('f', saved, distributionProfile('debian-13')), undefined);
  assert.match(
    defaultsWarning('f', saved, distributionProfile('ubuntu-24.04')) ?? '',
    /\(bindNow, fortify, stackClash, stackProtector\)/,
  );
  assert.match(
    defaultsWarning('f', saved, distributionProfile('rhel-8')) ?? '',
    /\(asNeeded, pie, newDtags\)/,
  );
  const unknown = { ...debian, distribution: { id: 'x', version: '', name: '' } };
  assert.equal(defaultsWarning('f', saved, unknown), undefined);
  assert.equal(defaultsWarning('f', manifest(debian), distributionProfile('ubuntu-24.04')), undefined);
});
