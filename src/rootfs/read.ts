import { createHash } from 'node:crypto';
import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Digest } from '../image/layer.ts';
import type { TarParser } from '../tar/read/parser.ts';
import { explainDamage } from './damage.ts';
import type { Exclusion } from './exclude/glob.ts';
import type { ExclusionPlan } from './exclude/plan.ts';
import { inspectRootfs } from './inspect.ts';
import type { RootfsProfile } from './profile.ts';
import { createScanner } from './scan.ts';
import type { FoundLayer, FoundRootfs } from './source/found.ts';
import { RootfsTree } from './tree.ts';

/** What reading a root filesystem gives. */
export interface RootfsRead {
  readonly profile: RootfsProfile;
  readonly layers: readonly LayerRead[];
}

export interface LayerRead {
  readonly diffId: Digest;
  readonly plan: ExclusionPlan;
}

/** Takes a layer's tar while it is read. */
export interface LayerCopy {
  write(chunk: Buffer): Promise<void>;
  end(diffId: Digest): Promise<void>;
  abort(): Promise<void>;
}

/** A bomb of some megabytes unpacks to as much as one likes; no image of this size could be pushed or pulled. */
const MAX_UNPACKED = 256 * 2 ** 30;

/**
 * Reads all layers of a root filesystem once, in their order: what is in it, and the digests of their tars.
 * @param copy asked for each layer; what it gives gets the layer's tar as well.
 * @throws ToolError `rootfs-…`, `image-damaged`, and those of where the layers come from.
 */
export async function readRootfs(
  found: FoundRootfs,
  exclusion: Exclusion,
  copy: (layer: FoundLayer, index: number) => Promise<LayerCopy | undefined>,
  host: Host,
): Promise<RootfsRead> {
  const tree = new RootfsTree();
  const scanner = createScanner(tree, found.name, exclusion.isExcluded);
  const layers: LayerRead[] = [];
  try {
    for (const [index, layer] of found.layers.entries()) {
      const { parser, plan } = scanner.layer();
      const title =
        found.layers.length === 1
          ? found.name
          : `${found.name}, layer ${index + 1} of ${found.layers.length}`;
      const diffId = await readLayer(layer, parser, await copy(layer, index), title, host);
      if (layer.diffId !== undefined && layer.diffId !== diffId)
        throw otherLayer(title, layer.diffId, diffId);
      layers.push({ diffId, plan: plan() });
    }
  } catch (error) {
    host.signal.throwIfAborted();
    throw explainDamage(found.name, error);
  }
  return { profile: inspectRootfs(tree, found.name), layers };
}

async function readLayer(
  layer: FoundLayer,
  parser: TarParser,
  copy: LayerCopy | undefined,
  title: string,
  host: Host,
): Promise<Digest> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of layer.unpack() as AsyncIterable<Buffer>) {
      host.signal.throwIfAborted();
      hash.update(chunk);
      parser.write(chunk);
      size += chunk.length;
      if (size > MAX_UNPACKED) throw tooLarge(title);
      host.progress(`reading ${title}: ${(size / 1e6).toFixed(0)} MB unpacked`);
      await copy?.write(chunk);
    }
    parser.end();
  } catch (error) {
    await copy?.abort();
    throw error;
  }
  const diffId: Digest = `sha256:${hash.digest('hex')}`;
  await copy?.end(diffId);
  return diffId;
}

function otherLayer(title: string, said: Digest, actual: Digest): ToolError {
  return new ToolError(
    'image-damaged',
    `rootfs: ${title} unpacks to ${actual}, but the image's configuration says ${said}`,
    'the image is damaged: build or copy it again',
  );
}

function tooLarge(title: string): ToolError {
  return new ToolError(
    'rootfs-hostile',
    `rootfs: ${title} unpacks to more than ${MAX_UNPACKED / 2 ** 30} GiB`,
    'is it a root filesystem?',
  );
}
