import { annotationsField } from './annotations.ts';
import type { Descriptor } from './descriptor.ts';
import type { Layer } from './layer.ts';
import { layerTypeIn, type MediaTypeFamily, mediaTypesOf } from './media-types.ts';

/**
 * The image manifest, OCI image-spec manifest.md: the configuration and the layers, base layer first.
 * @throws ToolError `media-type-zstd`.
 */
export function imageManifest(
  config: Descriptor,
  layers: readonly Layer[],
  family: MediaTypeFamily,
  annotations: Readonly<Record<string, string>>,
): object {
  return {
    schemaVersion: 2,
    mediaType: mediaTypesOf(family).manifest,
    config: { mediaType: config.mediaType, digest: config.digest, size: config.size },
    layers: layers.map(({ mediaType, digest, size }) => ({
      mediaType: layerTypeIn(family, mediaType),
      digest,
      size,
    })),
    ...annotationsField(annotations),
  };
}
