import { run } from '../scripts/lib/run.ts';
import { inContainer } from '../scripts/lib/workbench/workbench.ts';
import type { Benchmark } from './benchmark.ts';

/** A shell that starts a program a thousand times, one after another, and prints the seconds. */
export const startTrue = 'TIMEFORMAT=%R; time for ((i = 0; i < 1000; i++)); do /bin/true; done';

/** What bash's `time` printed with TIMEFORMAT=%R. */
export function seconds(stderr: string): number {
  const value = Number(/^[\d.]+$/m.exec(stderr)?.[0]);
  if (value > 0) return value;
  throw new Error(`no time in: ${stderr}`);
}

/** What it costs to start a program. */
export const execBenchmarks: readonly Benchmark[] = [
  {
    name: 'exec.native-vs-host',
    against:
      "1,000 starts of /bin/true by bash on the machine; ours: the guest's bash and true, by their stand-ins",
    unit: 's',
    better: 'less',
    ours: async (context) =>
      seconds((await inContainer(await context.workbench(), ['bash', '-c', startTrue])).stderr),
    reference: async ({ options }) => seconds((await run('bash', ['-c', startTrue], options)).stderr),
  },
];
