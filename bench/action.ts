import { homedir } from 'node:os';
import { ensurePackages } from '../scripts/lib/packages.ts';
import { run } from '../scripts/lib/run.ts';
import { timed } from '../scripts/lib/timing.ts';
import { type CacheService, startCacheService } from '../scripts/lib/workbench/cache-service.ts';
import { startRegistry, type TestRegistry } from '../scripts/lib/workbench/registry.ts';
import { debianRootfs } from '../scripts/lib/workbench/rootfs.ts';
import { createRunner, type Runner, type StepResult } from '../scripts/lib/workbench/runner.ts';
import { defaultCacheDirectory } from '../src/cache/directory.ts';
import { lazily } from '../src/lazily.ts';
import type { Benchmark, Context } from './benchmark.ts';

/** A runner with a cache service and a registry on loopback, and the shared root filesystem. */
interface Surroundings {
  readonly runner: Runner;
  readonly service: CacheService;
  readonly registry: TestRegistry;
  readonly rootfs: string;
}

let images = 0;

const prepare = lazily(async ({ scope, options }: Context): Promise<Surroundings> => {
  await ensurePackages(['build', 'rootfs', 'registry'], options);
  const service = await startCacheService();
  scope.defer(() => service.stop());
  const registry = await startRegistry();
  scope.defer(() => registry.stop());
  const rootfs = await debianRootfs(scope);
  return { runner: createRunner(await scope.tempDir('runner')), service, registry, rootfs };
});

type Started = Parameters<Runner['step']>[0]['started'];

/** What takes minutes to make has to be made once a machine, not once a benchmark; except where that is measured. */
const machineCache = `type=gha\ntype=local,src=${defaultCacheDirectory(process.env, homedir())}`;

async function step(
  { runner, service, registry, rootfs }: Surroundings,
  tag: string,
  { cold = false, started }: { readonly cold?: boolean; readonly started?: Started } = {},
): Promise<StepResult> {
  const inputs = { rootfs, toolchain: 'system', 'emulator-source': 'distro', push: 'true' };
  const tags = `${registry.host}/bench/${tag}`;
  const caches = { 'cache-from': cold ? 'type=gha' : machineCache, 'cache-to': 'type=gha' };
  if (cold) service.remove('');
  const result = await runner.step({
    inputs: { ...inputs, ...caches, tags },
    env: service.env,
    ...(started === undefined ? {} : { started }),
  });
  if (result.code === 0) return result;
  throw new Error(`the action failed:\n${result.log}`);
}

/** Nothing of it in the registry; components from the cache, or from nowhere. */
async function absent(context: Context, cold: boolean): Promise<number> {
  const here = await prepare(context);
  return (await step(here, `image-${++images}:latest`, { cold })).seconds;
}

async function present(context: Context): Promise<number> {
  const here = await prepare(context);
  await step(here, 'present:latest');
  const again = await step(here, 'present:latest');
  if (again.outputs.skipped === 'true') return again.seconds;
  throw new Error(`the image was not found:\n${again.log}`);
}

/** Seconds from the action's start to its first phase. */
async function startUp(context: Context): Promise<number> {
  const here = await prepare(context);
  const begin = performance.now();
  let seconds = Number.NaN;
  await step(here, 'present:latest', {
    started(main) {
      main.stdout?.on('data', (chunk: Buffer) => {
        if (Number.isNaN(seconds) && chunk.includes('::group::'))
          seconds = (performance.now() - begin) / 1000;
      });
    },
  });
  return seconds;
}

const inSeconds = { unit: 's', better: 'less' } as const;

/** The action as a runner sees it: the bundles, Debian's root filesystem, cache service and registry on loopback. */
export const actionBenchmarks: readonly Benchmark[] = [
  {
    ...inSeconds,
    name: 'action.cached-vs-cold',
    against: 'the same with nothing in any cache; ours: components cached, the image absent',
    ours: (context) => absent(context, false),
    reference: (context) => absent(context, true),
  },
  {
    ...inSeconds,
    name: 'action.warm-seconds',
    against: 'the same with the image absent; ours: the image is there',
    ours: present,
    reference: (context) => absent(context, false),
  },
  {
    ...inSeconds,
    name: 'action.startup-seconds',
    against: 'node -e 0; ours: from the start to the first phase',
    ours: startUp,
    reference: ({ options }) => timed(() => run(process.execPath, ['-e', '0'], options)),
  },
];
