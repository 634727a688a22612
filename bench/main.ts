// Benchmarks: main.ts [--runs N] [NAME…]. All of them without a name; results of 5 runs or more go into results.json.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchmarkResult } from '../scripts/lib/benchmark-result.ts';
import { cacheDirectory } from '../scripts/lib/cache-directory.ts';
import { emulatedRoot } from '../scripts/lib/emulated-root.ts';
import { fetchLua, unpackLua } from '../scripts/lib/lua-source.ts';
import { main } from '../scripts/lib/main.ts';
import { ensurePackages } from '../scripts/lib/packages.ts';
import { repository } from '../scripts/lib/repository.ts';
import type { Scope } from '../scripts/lib/scope.ts';
import { prepareWorkbench } from '../scripts/lib/workbench/workbench.ts';
import { ToolError } from '../src/errors.ts';
import { lazily } from '../src/lazily.ts';
import { actionBenchmarks } from './action.ts';
import { aptBenchmarks } from './apt.ts';
import type { Benchmark, Context } from './benchmark.ts';
import { emulationBenchmarks } from './emulation.ts';
import { execBenchmarks } from './exec.ts';
import { fullBenchmarks } from './full.ts';
import { gzipBenchmarks } from './gzip.ts';
import { luaBenchmarks } from './lua.ts';
import { measure } from './measure.ts';
import { pushBenchmarks } from './push.ts';
import { formatTable, saveResults } from './results.ts';

const benchmarks: readonly Benchmark[] = [
  ...luaBenchmarks,
  ...fullBenchmarks,
  ...execBenchmarks,
  ...aptBenchmarks,
  ...actionBenchmarks,
  ...gzipBenchmarks,
  ...pushBenchmarks,
  ...emulationBenchmarks,
];
/** Medians of fewer are printed, and not kept. */
const RUNS = 5;
const resultsFile = join(repository, 'bench/results.json');

function choose(names: readonly string[]): readonly Benchmark[] {
  const known = benchmarks.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new ToolError(
      'unknown-benchmark',
      `no benchmark ${unknown.join(', ')}`,
      `choose from: ${known.join(', ')}`,
    );
  }
  return names.length === 0 ? benchmarks : benchmarks.filter(({ name }) => names.includes(name));
}

function readRuns(text: string): number {
  const runs = Number(text);
  if (Number.isInteger(runs) && runs >= 1) return runs;
  throw new ToolError('bad-runs', `--runs ${text} is no number of runs`, 'give a whole number; 5 without it');
}

function makeContext(scope: Scope): Context {
  const options = { signal: scope.signal };
  const workbench = lazily(() => prepareWorkbench(scope, 'full'));
  return {
    scope,
    options,
    workbench,
    emulated: lazily(async () => emulatedRoot((await workbench()).rootfs, scope)),
    lua: lazily(async () => {
      const directory = join(await scope.tempDir('lua'), 'lua');
      const { tarball } = await fetchLua(cacheDirectory(), options);
      await unpackLua(tarball, directory, options);
      return directory;
    }),
  };
}

await main(async (scope) => {
  const { values, positionals } = parseArgs({
    options: { runs: { type: 'string', default: String(RUNS) } },
    allowPositionals: true,
  });
  const chosen = choose(positionals);
  const runs = readRuns(values.runs);
  const context = makeContext(scope);
  await ensurePackages(['bench'], context.options);
  const results: BenchmarkResult[] = [];
  for (const benchmark of chosen) {
    results.push(await measure(benchmark, runs, context, (text) => console.log(`   ${text}`)));
    // Each at once: an interrupt loses only what runs.
    if (runs >= RUNS) await saveResults(resultsFile, results);
  }
  console.log(`\n${formatTable(results)}`);
});
