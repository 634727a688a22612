import type { Descriptor } from './descriptor.ts';
import type { Layer } from './layer.ts';
import { MEDIA_TYPES } from './media-types.ts';

/** The image manifest, OCI image-spec manifest.md: the configuration and the layers, base layer first. */
export function imageManifest(config: Descriptor, layers: readonly Layer[]): object {
  return {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.manifest,
    config: { mediaType: config.mediaType, digest: config.digest, size: config.size },
    layers: layers.map(({ mediaType, digest, size }) => ({ mediaType, digest, size })),
  };
}
