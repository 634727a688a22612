// All checks, in the order in which they are quick: test.ts [STEP…]. CI reads the closing lines of the last.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { begun } from '../src/begun.ts';
import { ToolError } from '../src/errors.ts';
import { formatElapsed } from '../src/host/elapsed.ts';
import { cacheDirectory } from './lib/cache-directory.ts';
import { main } from './lib/main.ts';
import { ensurePackages, purposes } from './lib/packages.ts';
import { repository } from './lib/repository.ts';
import { type RunOptions, run } from './lib/run.ts';

interface Step {
  readonly name: string;
  /** One core has enough to do for a minute: it goes on beside the steps that follow, and says something when it fails. */
  readonly beside?: true;
  readonly run: (options: RunOptions) => Promise<unknown>;
}

const steps: readonly Step[] = [
  { name: 'packages', run: (options) => ensurePackages(purposes, options) },
  { name: 'lint', run: (options) => run('biome', ['check', '--error-on-warnings', '.'], options) },
  { name: 'types', run: (options) => run('tsc', ['--noEmit'], options) },
  { name: 'c', run: (options) => run('make', ['--directory', 'native', 'check'], options) },
  { name: 'fuzz', beside: true, run: (options) => run('make', ['--directory', 'native', 'fuzz'], options) },
  // One run of Node's test runner for all, so that its closing lines count them all.
  { name: 'tests', run: (options) => nodeTests(['unit', 'integration', 'conformance'], options) },
];

/** Steps that only run when they are named. */
const parts: readonly Step[] = ['unit', 'integration', 'conformance'].map((name) => ({
  name,
  run: (options: RunOptions) => nodeTests([name], options),
}));

function nodeTests(rooms: readonly string[], options: RunOptions) {
  const files = rooms.flatMap((room) => globSync(`test/${room}/**/*.test.ts`, { cwd: repository }).sort());
  // Two files at a time: most wait for something half of the time, and the machines that this is for have two cores.
  const flags = [
    '--test',
    '--test-concurrency=2',
    '--test-reporter=spec',
    '--disable-warning=ExperimentalWarning',
  ];
  // Each file is a process, which would compile again what the one before it has compiled.
  const env = { NODE_COMPILE_CACHE: join(cacheDirectory(), 'compiled') };
  return run(process.execPath, [...flags, ...files], { ...options, env });
}

function choose(names: readonly string[]): readonly Step[] {
  if (names.length === 0) return steps;
  const all = [...steps, ...parts];
  return names.map((name) => {
    const step = all.find((candidate) => candidate.name === name);
    if (step !== undefined) return step;
    const known = all.map((candidate) => candidate.name).join(' ');
    throw new ToolError('unknown-step', `there is no step ${name}`, `choose from: ${known}`);
  });
}

async function runStep({ name, run: work }: Step, options: RunOptions): Promise<string> {
  console.log(`── ${name}`);
  const begin = performance.now();
  try {
    await work(options);
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    const why = cause instanceof ToolError ? cause.message : String(cause);
    throw new ToolError(`${name}-failed`, `step ${name} failed: ${why}`, `alone: npm test -- ${name}`, {
      cause,
    });
  }
  return `${name} ${formatElapsed(performance.now() - begin)}`;
}

await main(async ({ signal }) => {
  const chosen = choose(process.argv.slice(2));
  const last = chosen.at(-1);
  const times: string[] = [];
  const beside: Promise<string>[] = [];
  try {
    for (const step of chosen) {
      if (step === last && times.length > 0) console.log(`── so far: ${times.join(', ')}`);
      if (step.beside && step !== last) beside.push(begun(runStep(step, { cwd: repository, signal })));
      else times.push(await runStep(step, { cwd: repository, inherit: true, signal }));
    }
  } finally {
    await Promise.allSettled(beside);
  }
  times.push(...(await Promise.all(beside)));
  // To stderr, after the test runner's closing lines, which stay the last on stdout.
  console.error(`── ${times.slice(chosen.length - beside.length - 1).join(', ')}`);
});
