import assert from 'node:assert/strict';
import { it } from 'node:test';
import { planToolchain } from '../../src/components/toolchain/buildroot/plan/choose-plan.ts';
import type { PlanOverrides } from '../../src/components/toolchain/buildroot/plan/overrides.ts';
import { distributionProfile } from '../support/profiles.ts';

const plan = (name: string, overrides: Partial<PlanOverrides> = {}) =>
  planToolchain(distributionProfile(name), { cpu: 'neoverse-n1', ...overrides });

const config = (line: string) => ({ buildrootConfig: { location: 'f', lines: [line] } });
const refusals: readonly (readonly [Partial<PlanOverrides>, string, RegExp])[] = [
  [{ buildrootVersion: '2018.02' }, 'plan-release-unknown', /2018\.02/],
  [
    { buildrootVersion: '2022.02.3' },
    'plan-release-unknown',
    /2022\.02\.13 can be used, and not 2022\.02\.3/,
  ],
  [{ buildrootSource: '/srv/br.tar' }, 'plan-release-unknown', /br\.tar/],
  [{ gccVersion: 99 }, 'plan-gcc-not-offered', /gcc 99/],
  [{ gccVersion: 14, buildrootVersion: '2022.02' }, 'plan-gcc-not-offered', /2022\.02\.13/],
  [config('rm -rf /'), 'buildroot-config-invalid', /no line of a \.config/],
  [config('BR2_ARCH="arm"'), 'buildroot-config-invalid', /architecture/],
  [config('BR2_TOOLCHAIN_EXTERNAL=y'), 'buildroot-config-invalid', /external/],
  [config('BR2_TOOLCHAIN_BUILDROOT_UCLIBC=y'), 'buildroot-config-invalid', /uClibc/],
  [
    { ...config('BR2_GCC_VERSION_12_X=y'), gccVersion: 11 },
    'buildroot-config-invalid',
    /chooses gcc 12, and gcc-version says 11/,
  ],
  [
    { ...config('BR2_cortex_a78=y'), buildrootVersion: '2023.02' },
    'buildroot-config-invalid',
    /BR2_cortex_a78 is not among the cores of Buildroot 2023\.02\.11/,
  ],
  [config('BR2_TOOLCHAIN_BUILDROOT_MUSL=y'), 'plan-libc-differs', /musl/],
];
for (const [overrides, code, message] of refusals) {
  it(`a plan is refused for ${JSON.stringify(overrides)}`, () =>
    assert.throws(() => plan('debian-12', overrides), { code, message }));
}

it('a plan is refused for a root filesystem without a C library', () => {
  const none = { ...distributionProfile('debian-12'), libc: { kind: 'none', version: '' } } as const;
  assert.throws(() => planToolchain(none, { cpu: 'neoverse-n1' }), { code: 'plan-no-libc' });
});
