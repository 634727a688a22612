import { ToolError } from '../../errors.ts';
import { DOCKER_LAYER_ZSTD, DOCKER_MEDIA_TYPES, MEDIA_TYPES } from '../media-types.ts';

export type LayerCompression = 'none' | 'gzip' | 'zstd';

const LAYER_TYPES: ReadonlyMap<string, LayerCompression> = new Map([
  [MEDIA_TYPES.layer, 'none'],
  [MEDIA_TYPES.layerGzip, 'gzip'],
  [MEDIA_TYPES.layerZstd, 'zstd'],
  [DOCKER_MEDIA_TYPES.layer, 'none'],
  [DOCKER_MEDIA_TYPES.layerGzip, 'gzip'],
  [DOCKER_LAYER_ZSTD, 'zstd'],
]);

/**
 * How a layer of a media type is compressed. @throws ToolError `image-layer-type` for one that holds
 * no tar for all.
 */
export function compressionOf(mediaType: string, image: string): LayerCompression {
  const compression = LAYER_TYPES.get(mediaType);
  if (compression !== undefined) return compression;
  throw new ToolError(
    'image-layer-type',
    `rootfs: ${image} has a layer of the type ${JSON.stringify(mediaType)}`,
    'only plain, gzip and zstd layers can be read: no encrypted or foreign ones, and no artifacts',
  );
}

/** The OCI media type of a layer. */
export function layerType(compression: LayerCompression): string {
  if (compression === 'none') return MEDIA_TYPES.layer;
  return compression === 'gzip' ? MEDIA_TYPES.layerGzip : MEDIA_TYPES.layerZstd;
}
