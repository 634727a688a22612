import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Compression, compressionKey, DEFAULT_COMPRESSION } from '../compress/compression.ts';
import type { Host } from '../host/host.ts';
import type { Layer } from '../image/layer.ts';
import { blobPath, readLayerDirectory, writeLayerDirectory } from '../image/layer-directory.ts';
import { packLayer } from '../tar/pack.ts';
import type { Component } from './component.ts';

export interface ResolvedComponent {
  readonly layer: Layer;
  readonly cacheHit: boolean;
}

/**
 * The component's finished layer: from the cache under its key, else built, packed and saved at once, so that a run
 * that fails later does not lose it. A cache entry that is damaged is replaced. The layer's bytes stay readable
 * until the host closes.
 */
export async function resolveComponent(
  component: Component,
  host: Host,
  compression: Compression = DEFAULT_COMPRESSION,
): Promise<ResolvedComponent> {
  const directory = await host.tempDir(component.name);
  const epoch = sourceDateEpoch(host.env.SOURCE_DATE_EPOCH);
  // Both are in the layer's bytes, so they belong to the key.
  const packed = `${component.key}-${compressionKey(compression)}`;
  const key = epoch === 0 ? packed : `${packed}-${epoch}`;
  const cached = await restore(key, join(directory, 'cached'), host);
  if (cached) {
    host.info(`${component.name}: reused from the cache (${key})`);
    return { layer: cached, cacheHit: true };
  }
  host.debug(`${component.name}: not in the cache (${key})`);
  const layer = await build(component, directory, { epoch, compression }, host);
  await host.cache.save(key, join(directory, 'layer'));
  return { layer, cacheHit: false };
}

async function restore(key: string, directory: string, host: Host): Promise<Layer | undefined> {
  await mkdir(directory);
  if (!(await host.cache.restore(key, directory))) return undefined;
  const layer = await readLayerDirectory(directory);
  if (layer) return layer;
  host.warning(`the cache entry ${key} is damaged; building it anew`);
  await host.cache.discard(key);
  return undefined;
}

async function build(
  component: Component,
  directory: string,
  { epoch, compression }: { readonly epoch: number; readonly compression: Compression },
  host: Host,
): Promise<Layer> {
  const work = join(directory, 'work');
  const finished = join(directory, 'layer');
  await mkdir(work);
  await mkdir(finished);
  const layer = await packLayer(await component.build(work), blobPath(finished), {
    createdBy: `arm64-on-x86: ${component.name}`,
    sourceDateEpoch: epoch,
    compression,
    signal: host.signal,
  });
  await writeLayerDirectory(finished, layer);
  await rm(work, { recursive: true });
  return layer;
}

/** SOURCE_DATE_EPOCH (reproducible-builds.org), 0 when it is not set or no number. */
export function sourceDateEpoch(value: string | undefined): number {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : 0;
}
