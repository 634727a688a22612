import { run } from '../scripts/lib/run.ts';
import { bashSeconds } from '../scripts/lib/timing.ts';
import { inContainer } from '../scripts/lib/workbench/workbench.ts';
import type { Benchmark } from './benchmark.ts';

/** A shell that starts a program a thousand times, one after another, and prints the seconds. */
export const startTrue = 'TIMEFORMAT=%R; time for ((i = 0; i < 1000; i++)); do /bin/true; done';

/** What it costs to start a program. */
export const execBenchmarks: readonly Benchmark[] = [
  {
    name: 'exec.native-vs-host',
    against:
      "1,000 starts of /bin/true by bash on the machine; ours: the guest's bash and true, by their stand-ins",
    unit: 's',
    better: 'less',
    ours: async (context) =>
      bashSeconds((await inContainer(await context.workbench(), ['bash', '-c', startTrue])).stderr),
    reference: async ({ options }) => bashSeconds((await run('bash', ['-c', startTrue], options)).stderr),
  },
];
