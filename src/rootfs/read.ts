import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Gunzip } from 'node:zlib';
import { freeUnpacked } from '../compress/unpack.ts';
import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Digest } from '../image/layer.ts';
import type { TarParser } from '../tar/read/parser.ts';
import { bounded } from './bounded.ts';
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
  /** Something follows its gzip members: zlib passes over zeros there, Go's compress/gzip, by which engines unpack, no. */
  readonly isPadded: boolean;
}

/** Takes a layer's tar while it is read. */
interface LayerCopy {
  write(chunk: Buffer): Promise<void>;
  end(diffId: Digest): Promise<void>;
  abort(): Promise<void>;
}

/** A program of the guest among so many bytes: most of what is no root filesystem has shown itself. */
const PROMISING = 16 << 20;

/** What else is done while a root filesystem is read. */
export interface Reading {
  /** Asked for each layer; what it gives gets the layer's tar as well. */
  copy(layer: FoundLayer, index: number): Promise<LayerCopy | undefined>;
  /** Called once, when the first layer looks as if it were going to be taken, and as it is. */
  promising?(): void;
}

/**
 * Reads all layers of a root filesystem once, in their order: what is in it, and the digests of their tars.
 * @throws ToolError `rootfs-…`, `image-damaged`, and those of where the layers come from.
 */
export async function readRootfs(
  found: FoundRootfs,
  exclusion: Exclusion,
  { copy, promising }: Reading,
  host: Host,
): Promise<RootfsRead> {
  const tree = new RootfsTree();
  const scanner = createScanner(tree, found.name, exclusion.isExcluded);
  const layers: LayerRead[] = [];
  let told = false;
  try {
    for (const [index, layer] of found.layers.entries()) {
      const { parser, plan } = scanner.layer();
      const title =
        found.layers.length === 1
          ? found.name
          : `${found.name}, layer ${index + 1} of ${found.layers.length}`;
      const onRead = (size: number): void => {
        host.progress(`reading ${title}: ${(size / 1e6).toFixed(0)} MB unpacked`);
        if (told || size < PROMISING || !scanner.hasGuestCode() || plan().members > 0) return;
        told = true;
        promising?.();
      };
      const readers = { parser, copy: await copy(layer, index), onRead };
      const { diffId, isPadded } = await readLayer(layer, readers, title, host);
      if (layer.diffId !== undefined && layer.diffId !== diffId)
        throw otherLayer(title, layer.diffId, diffId);
      layers.push({ diffId, plan: plan(), isPadded });
    }
  } catch (error) {
    host.signal.throwIfAborted();
    throw explainDamage(found.name, error);
  }
  return { profile: inspectRootfs(tree, found.name), layers };
}

/** Those who get a layer's tar piece by piece. */
interface Readers {
  readonly parser: TarParser;
  readonly copy: LayerCopy | undefined;
  onRead(size: number): void;
}

async function readLayer(
  layer: FoundLayer,
  { parser, copy, onRead }: Readers,
  title: string,
  host: Host,
): Promise<Pick<LayerRead, 'diffId' | 'isPadded'>> {
  const hash = createHash('sha256');
  const unpacked = layer.unpack();
  const free = layer.compression === 'gzip' && copy === undefined ? freeUnpacked : undefined;
  let size = 0;
  try {
    for await (const chunk of bounded(unpacked as AsyncIterable<Buffer>, title)) {
      host.signal.throwIfAborted();
      hash.update(chunk);
      parser.write(chunk);
      size += chunk.length;
      onRead(size);
      await copy?.write(chunk);
      free?.(chunk);
    }
    parser.end();
  } catch (error) {
    await copy?.abort();
    throw error;
  }
  const diffId: Digest = `sha256:${hash.digest('hex')}`;
  await copy?.end(diffId);
  return { diffId, isPadded: layer.compression === 'gzip' && takenBy(unpacked) !== layer.blob?.size };
}

/** How much of what was packed zlib has taken. */
function takenBy(unpacked: Readable): number | undefined {
  return (unpacked as Gunzip).bytesWritten;
}

function otherLayer(title: string, said: Digest, actual: Digest): ToolError {
  return new ToolError(
    'image-damaged',
    `rootfs: ${title} unpacks to ${actual}, but the image's configuration says ${said}`,
    'the image is damaged: build or copy it again',
  );
}
