import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { cacheDirectory } from '../../scripts/lib/cache-directory.ts';
import { writeEmulator } from '../../scripts/lib/emulator.ts';
import { INPUTS } from '../../scripts/lib/workbench/components.ts';
import { createTestHost, directoryCache } from '../../scripts/lib/workbench/host.ts';
import { writeEmulator as writeComponent } from '../../src/components/emulator/write.ts';
import type { Host } from '../../src/host/host.ts';
import { machineCacheHost } from '../support/machine-cache.ts';
import { debian13Qemu } from '../support/trixie.ts';
import { applies, type Case, ways } from './case.ts';
import { compare, type Result } from './compare.ts';
import { doorCases } from './doors.ts';
import { type Explanation, explain, readExplanations } from './explained.ts';
import { compileProbes, type Probes } from './probes.ts';
import { writeReport } from './report.ts';
import { askImage, askKernel, type Outcome } from './run-cases.ts';
import { situationCases } from './situations.ts';
import { imageTree, kernelTree } from './tree.ts';

const cases: readonly Case[] = [...doorCases, ...situationCases];

interface Comparison {
  readonly results: readonly Result[];
  /** Those that some difference made necessary. */
  readonly used: ReadonlySet<Explanation | undefined>;
}

/** The kernel's own answers, which are the same whatever the emulator. */
interface Oracle {
  readonly host: Host;
  readonly probes: Probes;
  readonly answers: ReadonlyMap<string, Outcome>;
}

async function askOracle(host: Host): Promise<Oracle> {
  const probes = await compileProbes(await host.tempDir('probes'), host);
  const root = await host.tempDir('kernel');
  await kernelTree(root, probes, host);
  const outcomes = await askKernel(probes.runner, root, cases);
  const answers = new Map(cases.map((item, index) => [item.name, outcomes[index] as Outcome]));
  for (const [name, { reports }] of answers) {
    assert.ok(
      reports.every((report) => report['setup failed'] === undefined),
      `the situation of "${name}" could not be made: ${JSON.stringify(reports)}`,
    );
  }
  return { host, probes, answers };
}

/** Asks an image with the emulator all cases, and compares its answers with the kernel's. */
async function compareAll(
  { host, probes, answers }: Oracle,
  emulator: string,
  explanations: readonly Explanation[],
  t: TestContext,
): Promise<Comparison> {
  const root = await host.tempDir('image');
  await imageTree(root, emulator, probes, host);
  const used = new Set<Explanation | undefined>();
  const results: Result[] = [];
  for (const way of ways) {
    const chosen = cases.filter((item) => applies(way, item));
    const outcomes = await askImage(probes.runner, root, way, chosen);
    chosen.forEach((item, index) => {
      const explanation = explain(explanations, item.name, way.name);
      const kernel = answers.get(item.name) as Outcome;
      const result = compare(item, way, kernel, outcomes[index] as Outcome, explanation?.reason ?? '');
      if (!result.pass) used.add(explanation);
      results.push(result);
    });
  }
  t.diagnostic(`${cases.length} cases, ${results.length} comparisons`);
  return { results, used };
}

function requireExplained(results: readonly Result[]): void {
  const unexplained = results.filter(({ pass, reason }) => !pass && reason === '');
  assert.deepEqual(
    unexplained.map(({ case: name, way, expected: a, got }) => `${name}, ${way}: kernel ${a}, image ${got}`),
    [],
  );
}

describe('every way of starting a program does what the kernel does', () => {
  const host = createTestHost({ cache: directoryCache(join(cacheDirectory(), 'conformance')) });
  after(() => host.close());
  let oracle: Oracle;
  before(async () => {
    assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length, 'names are unique');
    oracle = await askOracle(host);
  });

  it("under the distribution's QEMU", async (t) => {
    // CONFORMANCE_EMULATOR names one that is built already, of any series.
    const emulator =
      process.env.CONFORMANCE_EMULATOR ??
      (await writeEmulator(join(await host.tempDir('emulator'), 'qemu-aarch64')));
    const explanations = await readExplanations();
    const { results, used } = await compareAll(oracle, emulator, explanations, t);
    await writeReport(results, explanations);
    requireExplained(results);
    const stale = explanations.filter((entry) => !used.has(entry));
    assert.deepEqual(stale, [], 'an explanation without a difference has to go');
    assert.ok(explanations.length <= 3, 'at most three explanations');
  });

  it('under QEMU 10.0, of which the pinned upstream release is', async (t) => {
    const qemu = await debian13Qemu(machineCacheHost(t));
    if (qemu === undefined) return t.skip('only Debian has the source of Debian 13');
    const builder = machineCacheHost(t, qemu.env);
    const emulator = join(await builder.tempDir('emulator'), 'qemu-aarch64');
    await writeComponent({ ...INPUTS, emulatorSource: qemu.tarball }, emulator, builder);
    requireExplained((await compareAll(oracle, emulator, await readExplanations(), t)).results);
  });
});
