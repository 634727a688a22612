import type { Readable } from 'node:stream';
import { unpack } from '../../compress/unpack.ts';
import {
  type BaseConfig,
  type HistoryEntry,
  parseBaseConfig,
  requireLayers,
} from '../../image/base-config.ts';
import type { Digest } from '../../image/layer.ts';
import { invalid } from '../../image/read/document.ts';
import { compressionOf } from '../../image/read/layer-type.ts';
import { type ForeignDescriptor, parseManifest } from '../../image/read/manifest.ts';
import { chooseArm64 } from './choose.ts';
import type { FoundLayer, FoundRootfs } from './found.ts';

/** Where the documents and blobs of an image are: a registry, a layout. */
export interface BlobSource {
  readonly isOnDisk: boolean;
  /** A manifest, index or configuration, checked against its digest. */
  document(descriptor: ForeignDescriptor, kind: 'manifest' | 'config'): Promise<Uint8Array>;
  /** A layer's bytes; the stream fails when they are not the digest's. */
  open(layer: ForeignDescriptor): Readable;
}

/** An index may name indexes. */
const MAX_DEPTH = 4;

/**
 * Follows a manifest or index to the image for linux/arm64, its configuration and layers; opens no layer.
 * @param bytes the document to begin with, whose digest is `digest`.
 * @param name of the image, for messages.
 * @throws ToolError `image-invalid`, `image-layer-type`, `rootfs-not-aarch64`, and the source's.
 */
export async function followImage(
  bytes: Uint8Array,
  digest: Digest,
  name: string,
  source: BlobSource,
): Promise<FoundRootfs & { readonly config: BaseConfig }> {
  let document = { bytes, digest };
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const manifest = parseManifest(document.bytes, name);
    if (manifest.kind === 'image') {
      const config = parseBaseConfig(await source.document(manifest.config, 'config'), name);
      requireLayers(config, manifest.layers.length, name);
      const layers = manifest.layers.map((layer, index) => toLayer(layer, index, config, name, source));
      return { name, digest: document.digest, layers, config };
    }
    const chosen = chooseArm64(manifest.manifests, name, source.isOnDisk);
    document = { bytes: await source.document(chosen, 'manifest'), digest: chosen.digest };
  }
  throw invalid(name, `has indexes of indexes, more than ${MAX_DEPTH} deep`);
}

function toLayer(
  descriptor: ForeignDescriptor,
  index: number,
  config: BaseConfig,
  name: string,
  source: BlobSource,
): FoundLayer {
  const compression = compressionOf(descriptor.mediaType, name);
  const open = (): Readable => source.open(descriptor);
  const { digest, size } = descriptor;
  const diffId = config.diffIds[index];
  const createdBy = createdByOf(config.history, index);
  return {
    compression,
    blob: { digest, size, open },
    unpack: () => unpack(open(), compression),
    ...(diffId === undefined ? {} : { diffId }),
    ...(createdBy === undefined ? {} : { createdBy }),
  };
}

/** The history's word on a layer, OCI image-spec config.md "history": entries that made none do not count. */
export function createdByOf(history: readonly HistoryEntry[], index: number): string | undefined {
  const entry = history.filter(({ empty_layer }) => empty_layer !== true)[index];
  return typeof entry?.created_by === 'string' ? entry.created_by : undefined;
}
