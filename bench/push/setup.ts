import { readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { largeRootfs } from '../../scripts/lib/large-rootfs.ts';
import { ensurePackages } from '../../scripts/lib/packages.ts';
import { program } from '../../scripts/lib/repository.ts';
import { run } from '../../scripts/lib/run.ts';
import { systemInputs } from '../../scripts/lib/workbench/product.ts';
import { startRegistry, type TestRegistry } from '../../scripts/lib/workbench/registry.ts';
import { debianRootfs } from '../../scripts/lib/workbench/rootfs.ts';
import { defaultCacheDirectory } from '../../src/cache/directory.ts';
import { digestFile } from '../../src/files/digest-file.ts';
import { digestHex } from '../../src/image/digest.ts';
import type { Digest } from '../../src/image/layer.ts';
import { lazily } from '../../src/lazily.ts';
import type { Context } from '../benchmark.ts';

/** A layer of the image as a file. */
interface LayerFile {
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
}

/** What all benchmarks of pushing have in common. */
export interface PushBench {
  readonly context: Context;
  /** The shared root filesystem, and the large one. */
  readonly small: string;
  readonly rootfs: string;
  /** The finished image as an OCI layout, under the name `bench`. */
  readonly layout: string;
  /** Its layers after the root filesystem's. */
  readonly ours: readonly LayerFile[];
}

/** Builds the image once, so that all components are in the cache: what is measured is assembling and pushing. */
export const pushBench = lazily(async (context: Context): Promise<PushBench> => {
  const { scope, options } = context;
  await ensurePackages(['build', 'rootfs', 'registry', 'docker'], options);
  const small = await debianRootfs(scope);
  const rootfs = await largeRootfs(small, scope);
  const layout = join(await scope.tempDir('push'), 'layout');
  await build(context, rootfs, ['--tags', 'localhost/bench:bench', '--outputs', `type=oci,dest=${layout}`]);
  return { context, small, rootfs, layout, ours: await ownLayers(layout) };
});

/** Runs the product's command line as users do. */
export async function build({ options }: Context, rootfs: string, args: readonly string[]): Promise<void> {
  await run(program, ['build', '--rootfs', rootfs, ...systemInputs, ...args], options);
}

/** Lets the product forget a root filesystem's digest and what it found in it, as when it is given for the first time. */
export async function forget(rootfs: string): Promise<void> {
  const { digest } = await digestFile(rootfs);
  const cache = defaultCacheDirectory(process.env, homedir());
  await run('sh', ['-c', `rm -rf "$1"/digests.json "$1"/v1/rootfs-*-${digestHex(digest)}*`, 'sh', cache]);
}

export async function withRegistry<T>(work: (registry: TestRegistry) => Promise<T>): Promise<T> {
  const registry = await startRegistry();
  try {
    return await work(registry);
  } finally {
    await registry.stop();
  }
}

/** A directory that is gone when the work is done. */
export async function inDirectory<T>(context: Context, work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await context.scope.tempDir('push');
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function ownLayers(layout: string): Promise<LayerFile[]> {
  const file = (digest: string) => join(layout, 'blobs/sha256', digest.replace('sha256:', ''));
  const read = async (path: string) => JSON.parse(await readFile(path, 'utf8'));
  const index = await read(join(layout, 'index.json'));
  const { layers } = await read(file(index.manifests[0].digest));
  return layers
    .slice(1)
    .map(({ digest, size }: Omit<LayerFile, 'path'>) => ({ digest, size, path: file(digest) }));
}
