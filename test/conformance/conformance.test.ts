import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { cacheDirectory } from '../../scripts/lib/cache-directory.ts';
import { writeEmulator } from '../../scripts/lib/emulator.ts';
import { createTestHost, directoryCache } from '../support/host.ts';
import { applies, type Case, ways } from './case.ts';
import { compare, type Result } from './compare.ts';
import { doorCases } from './doors.ts';
import { explain, readExplanations } from './explained.ts';
import { compileProbes } from './probes.ts';
import { writeReport } from './report.ts';
import { askImage, askKernel, type Outcome } from './run-cases.ts';
import { situationCases } from './situations.ts';
import { imageTree, kernelTree } from './tree.ts';

const cases: readonly Case[] = [...doorCases, ...situationCases];

test('every way of starting a program does what the kernel does', async (t) => {
  const host = createTestHost({ cache: directoryCache(join(cacheDirectory(), 'conformance')) });
  t.after(() => host.close());
  const probes = await compileProbes(await host.tempDir('probes'), host);
  const kernelRoot = await host.tempDir('kernel');
  const imageRoot = await host.tempDir('image');
  // CONFORMANCE_EMULATOR names one that is built already, of any series.
  const emulator =
    process.env.CONFORMANCE_EMULATOR ??
    (await writeEmulator(join(await host.tempDir('emulator'), 'qemu-aarch64')));
  await kernelTree(kernelRoot, probes, host);
  await imageTree(imageRoot, emulator, probes, host);

  assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length, 'names are unique');
  const answers = await askKernel(probes.runner, kernelRoot, cases);
  const expected = new Map(cases.map((item, index) => [item.name, answers[index] as Outcome]));
  for (const [name, { reports }] of expected) {
    assert.ok(
      reports.every((report) => report['setup failed'] === undefined),
      `the situation of "${name}" could not be made: ${JSON.stringify(reports)}`,
    );
  }

  const explanations = await readExplanations();
  const used = new Set<unknown>();
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
  await writeReport(results, explanations);
  t.diagnostic(`${cases.length} cases, ${results.length} comparisons`);

  const unexplained = results.filter(({ pass, reason }) => !pass && reason === '');
  assert.deepEqual(
    unexplained.map(({ case: name, way, expected: a, got }) => `${name}, ${way}: kernel ${a}, image ${got}`),
    [],
  );
  const stale = explanations.filter((entry) => !used.has(entry));
  assert.deepEqual(stale, [], 'an explanation without a difference has to go');
  assert.ok(explanations.length <= 3, 'at most three explanations');
});
