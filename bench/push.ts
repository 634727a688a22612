import { join } from 'node:path';
import { repository } from '../scripts/lib/repository.ts';
import { run } from '../scripts/lib/run.ts';
import { timed } from '../scripts/lib/timing.ts';
import { startRegistry, type TestRegistry } from '../scripts/lib/workbench/registry.ts';
import { lazily } from '../src/lazily.ts';
import type { Benchmark, Context } from './benchmark.ts';
import { mountedPush, ownUpload } from './push/mounted.ts';
import { peakMemory } from './push/peak.ts';
import { bestPeer } from './push/peers.ts';
import { build, forget, type PushBench, pushBench, withRegistry } from './push/setup.ts';

/** From a root filesystem that was never seen before and a registry that has nothing. */
async function firstPush(context: Context): Promise<number> {
  const { rootfs } = await pushBench(context);
  await forget(rootfs);
  return withRegistry(({ host }) =>
    timed(() => build(context, rootfs, ['--tags', `${host}/first:1`, '--push'])),
  );
}

async function hash(context: Context): Promise<number> {
  const { rootfs } = await pushBench(context);
  const script = join(repository, 'bench/push/hash-file.ts');
  return timed(() => run(process.execPath, [script, rootfs], context.options));
}

/** A registry that has the image already. */
const withImage = lazily(async ({ context, rootfs }: PushBench): Promise<TestRegistry> => {
  const registry = await startRegistry();
  context.scope.defer(() => registry.stop());
  await build(context, rootfs, ['--tags', `${registry.host}/again:1`, '--push']);
  return registry;
});

async function pushAgain(context: Context): Promise<number> {
  const bench = await pushBench(context);
  const { host, requests } = await withImage(bench);
  const before = (await requests()).length;
  const args = ['--tags', `${host}/again:1`, '--push'];
  const took = await timed(() => build(context, bench.rootfs, args));
  const sent = (await requests()).slice(before).filter((line) => line.includes('/blobs/uploads/'));
  if (sent.length > 0) throw new Error(`blobs were sent: ${sent.join()}`);
  return took;
}

async function skopeoAgain(context: Context): Promise<number> {
  const bench = await pushBench(context);
  const { host } = await withImage(bench);
  const copy = ['copy', '--quiet', '--dest-tls-verify=false', `oci:${bench.layout}:bench`];
  return timed(() => run('skopeo', [...copy, `docker://${host}/skopeo:1`], context.options));
}

/** A root filesystem of some 400 MB as gzip and our components, which are in the cache, to a registry on loopback. */
export const pushBenchmarks: readonly Benchmark[] = [
  {
    name: 'push.first-vs-best-peer',
    against:
      'the fastest of buildah, docker import + build + push, umoci + skopeo with the same root filesystem and layers',
    unit: 's',
    better: 'less',
    long: true,
    ours: firstPush,
    reference: async (context) => bestPeer(await pushBench(context)),
  },
  {
    name: 'push.first-vs-hash',
    against: 'decompressing and hashing the root filesystem once, in Node.js',
    unit: 's',
    better: 'less',
    ours: firstPush,
    reference: hash,
  },
  {
    name: 'push.again-seconds',
    against: 'skopeo copy of the same image to the registry, which has all of it; ours sends no blob',
    unit: 's',
    better: 'less',
    ours: pushAgain,
    reference: skopeoAgain,
  },
  {
    name: 'push.mounted-seconds',
    against:
      'sending our layers alone; ours: the root filesystem is an image in the same registry, and is not sent',
    unit: 's',
    better: 'less',
    ours: async (context) => mountedPush(await pushBench(context)),
    reference: async (context) => ownUpload(await pushBench(context)),
  },
  {
    name: 'push.peak-mib',
    against: 'the limit; ours: the peak memory of assembling and pushing an image of 5 GiB',
    unit: 'MiB',
    better: 'less',
    long: true,
    ours: async (context) => peakMemory(await pushBench(context)),
    reference: async () => 256,
  },
];
