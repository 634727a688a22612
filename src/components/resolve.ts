import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { blobPath, readLayerDirectory, writeLayerDirectory } from '../cache/layer-directory.ts';
import { type Compression, compressionKey, DEFAULT_COMPRESSION } from '../compress/compression.ts';
import type { Host } from '../host/host.ts';
import { createdBy } from '../image/created-by.ts';
import type { Layer } from '../image/layer.ts';
import type { Phases } from '../phases.ts';
import { sourceDateEpoch } from '../source-date-epoch.ts';
import { packLayer } from '../tar/pack.ts';
import type { Component } from './component.ts';

/** A component with how its layer is packed; its key is the one that caches know the layer by. */
interface PackedComponent extends Component {
  readonly compression: Compression;
}

interface ResolvedComponent {
  readonly layer: Layer;
  readonly cacheHit: boolean;
}

/** Who is told while components are resolved. */
interface Resolving {
  /** Of each layer, as soon as it is there. */
  layer(layer: Layer): void;
  /** When what is missing can be built, as far as that is known beforehand. */
  prepared(): void;
}

/** Says how the component's layer is packed. Time stamp and compression are in its bytes, so they belong to the key. */
export function packedAs(
  component: Component,
  compression: Compression,
  { env }: Pick<Host, 'env'>,
): PackedComponent {
  const epoch = sourceDateEpoch(env);
  const key = `${component.key}-${compressionKey(compression)}`;
  return { ...component, compression, key: epoch === 0 ? key : `${key}-${epoch}` };
}

/**
 * The finished layers of all components: looked for in the caches at once, and what none has built, one after the
 * other, since each build has the whole machine.
 */
export async function resolveComponents(
  components: readonly PackedComponent[],
  phases: Phases,
  host: Host,
  tell: Resolving,
): Promise<(ResolvedComponent & Component)[]> {
  const cached = await phases.run('caches', () =>
    Promise.all(
      components.map(async (component) => {
        const layer = await restoreComponent(component, host);
        if (layer === undefined) await component.prepare?.();
        else tell.layer(layer);
        return layer;
      }),
    ),
  );
  tell.prepared();
  const resolved: (ResolvedComponent & Component)[] = [];
  for (const [index, component] of components.entries()) {
    const restored = cached[index];
    if (restored !== undefined) {
      resolved.push({ ...component, layer: restored, cacheHit: true });
      continue;
    }
    const built = await phases.run(component.name, () => buildInTurn(component, host));
    tell.layer(built.layer);
    resolved.push({ ...component, ...built });
  }
  return resolved;
}

/** The component's finished layer, compressed as by default: restored, or else built. */
export async function resolveComponent(component: Component, host: Host): Promise<ResolvedComponent> {
  const packed = packedAs(component, DEFAULT_COMPRESSION, host);
  const cached = await restoreComponent(packed, host);
  if (cached !== undefined) return { layer: cached, cacheHit: true };
  await component.prepare?.();
  return buildInTurn(packed, host);
}

/** Builds the component; where another run is at it, waits for what comes of that. */
async function buildInTurn(component: PackedComponent, host: Host): Promise<ResolvedComponent> {
  const onWait = () =>
    host.progress(`${component.name}: waiting for another run, which is building the same`);
  const claim = await host.cache.claim?.(component.key, { signal: host.signal, onWait });
  try {
    const layer = claim?.there ? await restoreComponent(component, host) : undefined;
    if (layer !== undefined) return { layer, cacheHit: true };
    return { layer: await buildComponent(component, host), cacheHit: false };
  } finally {
    await claim?.release();
  }
}

/**
 * The component's finished layer from the cache; undefined when no cache has it, or none an undamaged one. The layer's
 * bytes, like a built one's, stay readable until the host closes.
 */
async function restoreComponent({ name, key }: Component, host: Host): Promise<Layer | undefined> {
  const directory = await host.tempDir(name);
  while (await host.cache.restore(key, directory)) {
    const layer = await readLayerDirectory(directory);
    if (layer) {
      host.info(`${name}: reused from the cache (${key})`);
      await host.cache.save(key, directory);
      return layer;
    }
    host.warning(`the cache entry ${key} is damaged, and is not used`);
    await host.cache.discard(key);
    await rm(directory, { recursive: true });
    await mkdir(directory);
  }
  host.debug(`${name}: not in the cache (${key})`);
  return undefined;
}

/** Builds and packs the component, and saves it at once, so that a run that fails later does not lose it. */
async function buildComponent(component: PackedComponent, host: Host): Promise<Layer> {
  const directory = await host.tempDir(component.name);
  const work = join(directory, 'work');
  const finished = join(directory, 'layer');
  await mkdir(work);
  await mkdir(finished);
  const layer = await packLayer(await component.build(work), blobPath(finished), {
    createdBy: createdBy(component.name),
    sourceDateEpoch: sourceDateEpoch(host.env),
    compression: component.compression,
    signal: host.signal,
  });
  await writeLayerDirectory(finished, layer);
  await rm(work, { recursive: true });
  await host.cache.save(component.key, finished);
  await component.saved?.();
  return layer;
}
