import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTestHost, type TestHost } from '../../scripts/lib/workbench/host.ts';
import { configure, externalTree } from '../../src/components/toolchain/buildroot/build/configure.ts';
import {
  type BuildrootPlaces,
  buildrootPlaces,
} from '../../src/components/toolchain/buildroot/build/make.ts';
import { planToolchain } from '../../src/components/toolchain/buildroot/plan/choose-plan.ts';
import type { PlanOverrides } from '../../src/components/toolchain/buildroot/plan/overrides.ts';
import {
  majorOf,
  RELEASES,
  type Release,
  seriesOf,
} from '../../src/components/toolchain/buildroot/plan/releases.ts';
import type { RootfsProfile } from '../../src/rootfs/profile.ts';
import { distributionProfile, distributionProfiles } from '../support/profiles.ts';

/** A clone of Buildroot's repository with its tags, bare or not. */
const { BUILDROOT_REPOSITORY } = process.env;

async function unpack({ version }: Release, host: TestHost): Promise<BuildrootPlaces> {
  const places = buildrootPlaces(await host.tempDir('buildroot'), externalTree(), '/none');
  await mkdir(places.tree);
  await mkdir(places.output);
  const tar = join(places.directory, 'tree.tar');
  await host.exec('git', ['-C', BUILDROOT_REPOSITORY ?? '', 'archive', '--output', tar, version]);
  await host.exec('tar', ['-xf', tar, '-C', places.tree]);
  return places;
}

/**
 * What is planned with the release: for each distribution that gets it, and with each gcc that it has, with Fortran
 * too.
 */
function plansOf({ version, gcc }: Release) {
  const planned = [...distributionProfiles().values()]
    .map((profile) => planToolchain(profile, { cpu: 'neoverse-n1' }))
    .filter(({ release }) => release === seriesOf(version));
  const lines = ['BR2_TOOLCHAIN_BUILDROOT_FORTRAN=y'];
  const config = { location: 'fragment', lines };
  const plan = (profile: RootfsProfile, overrides: Partial<PlanOverrides>) =>
    planToolchain(profile, { cpu: 'neoverse-n1', buildrootVersion: seriesOf(version), ...overrides });
  const newest = distributionProfile('fedora-45');
  const each = gcc.map((full) => plan(newest, { gccVersion: majorOf(full), buildrootConfig: config }));
  return [...planned, ...each, plan(distributionProfile('alpine-3.24'), {})];
}

/** Lines of our fragment that a release knows the symbol of, and yet does not take. */
async function refusedOfFragment({ tree, output }: BuildrootPlaces): Promise<string[]> {
  const fragment = await readFile(join(externalTree(), 'toolchain.fragment'), 'utf8');
  const config = new Set((await readFile(join(output, '.config'), 'utf8')).split('\n'));
  const files = (await readdir(tree, { recursive: true })).filter((name) => /(^|\/)Config\.in/.test(name));
  const known = new Set<string>();
  for (const file of files)
    for (const [, symbol = ''] of (await readFile(join(tree, file), 'utf8')).matchAll(
      /^\s*config (BR2_\w+)$/gm,
    ))
      known.add(symbol);
  return fragment.split('\n').filter((line) => {
    const symbol = /^(?:# )?(BR2_\w+)(?:=| is not set)/.exec(line)?.[1];
    return symbol !== undefined && known.has(symbol) && line.includes('=y') && !config.has(line);
  });
}

for (const release of RELEASES) {
  test(`Buildroot ${release.version} takes all that is planned with it`, {
    skip: BUILDROOT_REPOSITORY ? false : 'BUILDROOT_REPOSITORY names no clone of Buildroot',
  }, async (t) => {
    const host = createTestHost();
    t.after(() => host.close());
    const places = await unpack(release, host);
    for (const plan of plansOf(release)) {
      await configure({ plan, sources: {} }, '/dl', places, host);
      const without = plan.cxx ? [] : ['BR2_TOOLCHAIN_BUILDROOT_CXX=y'];
      const libc = plan.libc.kind === 'musl' ? ['BR2_PACKAGE_GLIBC_KERNEL_COMPAT=y'] : [];
      const refused = await refusedOfFragment(places);
      assert.deepEqual(
        refused.filter((line) => ![...without, ...libc].includes(line)),
        [],
        `gcc ${plan.gcc}, ${plan.libc.kind}`,
      );
    }
  });
}
