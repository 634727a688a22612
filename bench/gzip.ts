import { join } from 'node:path';
import { repository } from '../scripts/lib/repository.ts';
import { run } from '../scripts/lib/run.ts';
import { timed } from '../scripts/lib/timing.ts';
import { debianRootfs } from '../scripts/lib/workbench/rootfs.ts';
import { lazily } from '../src/lazily.ts';
import type { Benchmark, Context } from './benchmark.ts';

/** As much of the root filesystem's tar as is compressed, in bytes: starting Node.js must not count. */
const SAMPLE = 384 << 20;

const prepare = lazily(async ({ scope, options }: Context): Promise<string> => {
  const file = join(await scope.tempDir('gzip'), 'sample.tar');
  const script = 'gzip -dc "$1" | head -c "$2" > "$3"';
  await run('sh', ['-c', script, 'sh', await debianRootfs(scope), String(SAMPLE), file], options);
  return file;
});

/** Seconds that a program takes on some of the cores. */
function timedOn(cores: string, command: readonly string[], { options }: Context): Promise<number> {
  return timed(() => run('taskset', ['--cpu-list', cores, ...command], options));
}

async function ours(cores: string, context: Context): Promise<number> {
  const file = await prepare(context);
  return timedOn(cores, [process.execPath, join(repository, 'bench/gzip-file.ts'), file], context);
}

const common = { unit: 's', better: 'less', ours: (context: Context) => ours('0,1', context) } as const;

/** Compressing a layer at level 6, with the hashing that belongs to it. */
export const gzipBenchmarks: readonly Benchmark[] = [
  {
    ...common,
    name: 'gzip.two-cores-vs-one',
    against: 'the same on one core; both: 384 MiB of the root filesystem at level 6, and its digests',
    reference: (context) => ours('0', context),
  },
  {
    ...common,
    name: 'gzip.vs-pigz',
    against: 'pigz -6 --processes 2 of the same bytes, without digests',
    reference: async (context) =>
      timedOn(
        '0,1',
        ['sh', '-c', 'pigz -6 --processes 2 -c "$1" > /dev/null', 'sh', await prepare(context)],
        context,
      ),
  },
];
