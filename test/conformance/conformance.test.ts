import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { cacheDirectory } from '../../scripts/lib/cache-directory.ts';
import { writeEmulator } from '../../scripts/lib/emulator.ts';
import { INPUTS } from '../../scripts/lib/workbench/components.ts';
import { createTestHost, directoryCache } from '../../scripts/lib/workbench/host.ts';
import { writeEmulator as writeComponent } from '../../src/components/emulator/write.ts';
import { machineCacheHost } from '../support/machine-cache.ts';
import { debian13Qemu } from '../support/trixie.ts';
import { applies, type Case, ways } from './case.ts';
import { compare, type Result } from './compare.ts';
import { doorCases } from './doors.ts';
import { type Explanation, explain, readExplanations } from './explained.ts';
import { compileProbes } from './probes.ts';
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

/** Asks the kernel, and an image with the emulator, all cases. */
async function compareAll(
  emulator: string,
  explanations: readonly Explanation[],
  t: TestContext,
): Promise<Comparison> {
  const host = createTestHost({ cache: directoryCache(join(cacheDirectory(), 'conformance')) });
  t.after(() => host.close());
  const probes = await compileProbes(await host.tempDir('probes'), host);
  const kernelRoot = await host.tempDir('kernel');
  const imageRoot = await host.tempDir('image');
  await kernelTree(kernelRoot, probes, host);
  await imageTree(imageRoot, emulator, probes, host);

  const answers = await askKernel(probes.runner, kernelRoot, cases);
  const expected = new Map(cases.map((item, index) => [item.name, answers[index] as Outcome]));
  for (const [name, { reports }] of expected) {
    assert.ok(
      reports.every((report) => report['setup failed'] === undefined),
      `the situation of "${name}" could not be made: ${JSON.stringify(reports)}`,
    );
  }

  const used = new Set<Explanation | undefined>();
  const results: Result[] = [];
  for (const way of ways) {
    const chosen = cases.filter((item) => applies(way, item));
    const outcomes = await askImage(probes.runner, imageRoot, way, chosen);
    chosen.forEach((item, index) => {
      const explanation = explain(explanations, item.name, way.name);
      const kernel = expected.get(item.name) as Outcome;
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

test('every way of starting a program does what the kernel does', async (t) => {
  const host = machineCacheHost(t);
  // CONFORMANCE_EMULATOR names one that is built already, of any series.
  const emulator =
    process.env.CONFORMANCE_EMULATOR ??
    (await writeEmulator(join(await host.tempDir('emulator'), 'qemu-aarch64')));
  assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length, 'names are unique');
  const explanations = await readExplanations();
  const { results, used } = await compareAll(emulator, explanations, t);
  await writeReport(results, explanations);
  requireExplained(results);
  const stale = explanations.filter((entry) => !used.has(entry));
  assert.deepEqual(stale, [], 'an explanation without a difference has to go');
  assert.ok(explanations.length <= 3, 'at most three explanations');
});

test('so it does under QEMU 10.0, of which the pinned upstream release is', async (t) => {
  const qemu = await debian13Qemu(machineCacheHost(t));
  if (qemu === undefined) return t.skip('only Debian has the source of Debian 13');
  const host = machineCacheHost(t, qemu.env);
  const emulator = join(await host.tempDir('emulator'), 'qemu-aarch64');
  await writeComponent({ ...INPUTS, emulatorSource: qemu.tarball }, emulator, host);
  requireExplained((await compareAll(emulator, await readExplanations(), t)).results);
});
