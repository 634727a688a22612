import { compressionKey, DEFAULT_COMPRESSION } from '../compress/compression.ts';
import type { Host } from '../host/host.ts';
import type { BaseConfig } from '../image/base-config.ts';
import { createdBy } from '../image/created-by.ts';
import { digestHex, digestOf } from '../image/digest.ts';
import type { Layer, LayerBlob } from '../image/layer.ts';
import { layerType } from '../image/read/layer-type.ts';
import type { RegistryInputs } from '../inputs/registries.ts';
import type { RootfsInputs } from '../inputs/rootfs.ts';
import type { ImageReference } from '../registry/reference.ts';
import { sourceDateEpoch } from '../source-date-epoch.ts';
import { type Exclusion, parseExclusion } from './exclude/glob.ts';
import { REWRITE, rewriteTar } from './exclude/rewrite.ts';
import { INSPECTION } from './inspect.ts';
import { cachedLayer, createLayerPacker } from './pack-again.ts';
import type { RootfsProfile } from './profile.ts';
import { type LayerRead, type Reading, type RootfsRead, readRootfs } from './read.ts';
import { restoreRead, saveRead } from './read-cache.ts';
import { releaseverLayer } from './releasever.ts';
import { findRootfs } from './source/find.ts';
import type { FoundLayer, FoundRootfs } from './source/found.ts';
import { parseRootfs } from './spec.ts';
import { changed, unchanged } from './unchanged.ts';

/** A root filesystem as an image's base layers, and what was found in it. */
export interface Rootfs {
  /** The lowest first; the last may be ours, with what had to be set. */
  readonly layers: readonly Layer[];
  readonly profile: RootfsProfile;
  /** When it is an image. */
  readonly base?: BaseConfig;
  /** When it is an image in a registry: where, with the digest of the one for arm64. */
  readonly origin?: ImageReference;
}

/** Who is told while a root filesystem is opened. */
interface Opening {
  /**
   * Of a tarball's layer while it is read, once it looks like a root filesystem: it may be sent on its way, though it
   * may still be refused.
   */
  layer?(layer: LayerBlob): void;
}

/**
 * Opens the root filesystem that the inputs name. Gzip and zstd layers are passed through byte for byte, from where
 * they are; others, those from which something is excluded, and those that no engine would take, are packed as gzip.
 * All is read once, and what was found is cached under the content's digest.
 * @throws ToolError `rootfs-…`, `image-…`, `registry-…`, `source-…`, `download-failed`, `checksum-mismatch`,
 *   `input-rootfs-exclude`.
 */
export async function openRootfs(
  inputs: RootfsInputs & Partial<RegistryInputs>,
  host: Host,
  tell: Opening = {},
): Promise<Rootfs> {
  const exclusion = parseExclusion(inputs.rootfsExclude);
  const spec = parseRootfs(inputs.rootfs);
  const found = await findRootfs(spec, inputs.insecureRegistries ?? [], host);
  const packed = new Map<number, Layer>();
  const read = await readCached(found, exclusion, packed, tell, host);
  const made = createdBy(`rootfs ${read.profile.distribution.name}`.trim());
  const layers: Layer[] = [];
  for (const [index, layer] of found.layers.entries()) {
    const of = read.layers[index];
    if (of === undefined) throw new Error(`layer ${index} of ${found.name} was not read`);
    const asItCame = of.plan.members > 0 ? undefined : packed.get(index);
    const whole = asItCame ?? (await settleLayer(layer, of, exclusion, found.name, host));
    layers.push({ ...whole, createdBy: layer.createdBy ?? made });
  }
  const ours = await releaseverLayer(read.profile, sourceDateEpoch(host.env), host);
  return {
    layers: ours === undefined ? layers : [...layers, ours],
    profile: read.profile,
    ...(found.config === undefined ? {} : { base: found.config }),
    ...(found.origin === undefined ? {} : { origin: found.origin }),
  };
}

/**
 * @param packed gets the layers that were packed again on the way.
 */
async function readCached(
  found: FoundRootfs,
  exclusion: Exclusion,
  packed: Map<number, Layer>,
  tell: Opening,
  host: Host,
): Promise<RootfsRead> {
  const suffix = exclusion.key === '' ? '' : `-${patternsHash(exclusion)}`;
  const key = `rootfs-read-${INSPECTION}-${digestHex(found.digest)}${suffix}`;
  const known = await restoreRead(key, host);
  if (known !== undefined) return known;
  const reading: Reading = {
    async copy(layer, index) {
      // What is excluded is known only after the layer has been read: then it is packed in a second pass.
      if (layer.blob !== undefined || exclusion.key !== '') return undefined;
      const packer = await createLayerPacker(gzipKey, host);
      return { ...packer, end: async (diffId) => void packed.set(index, await packer.end(diffId)) };
    },
    promising() {
      // An image's layers are checked only while they are read, and may come from where they can be mounted.
      const [layer] = found.layers;
      if (layer?.blob !== undefined && found.isUnchanged !== undefined && exclusion.key === '')
        tell.layer?.(layer.blob);
    },
  };
  const read = await readRootfs(found, exclusion, reading, host);
  if ((await found.isUnchanged?.()) === false) throw changed(found.name);
  await saveRead(key, read, host);
  return read;
}

async function settleLayer(
  layer: FoundLayer,
  { diffId, plan, isPadded }: LayerRead,
  exclusion: Exclusion,
  name: string,
  host: Host,
): Promise<Layer> {
  const tar = (): AsyncIterable<Buffer> => unchanged(layer.unpack(), diffId, name);
  if (plan.members > 0) {
    const key = `${gzipKey(diffId)}-without${REWRITE}-${patternsHash(exclusion)}`;
    return cachedLayer({ key, tar: () => rewriteTar(tar(), exclusion.isExcluded, plan, name) }, host);
  }
  const { blob, compression, from } = layer;
  if (blob === undefined || isPadded || compression === 'xz' || compression === 'bzip2')
    return cachedLayer({ key: gzipKey(diffId), tar, diffId }, host);
  return {
    mediaType: layerType(compression),
    ...blob,
    ...(from === undefined ? {} : { from }),
    diffId,
    createdBy: '',
  };
}

/** As much of the digest as other keys have of theirs, so that this one can be the name of a file. */
function gzipKey(diffId: Layer['diffId']): string {
  return `rootfs-${compressionKey(DEFAULT_COMPRESSION)}-${digestHex(diffId).slice(0, 32)}`;
}

function patternsHash({ key }: Exclusion): string {
  return digestHex(digestOf(Buffer.from(key))).slice(0, 16);
}
