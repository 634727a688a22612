import { ToolError } from '../errors.ts';

/** OCI image-spec media-types.md. */
export const MEDIA_TYPES = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
  layerGzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  layerZstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
} as const;

/** Docker Image Manifest V2, Schema 2, the same documents under older names; it has none for zstd layers. */
export const DOCKER_MEDIA_TYPES = {
  index: 'application/vnd.docker.distribution.manifest.list.v2+json',
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar',
  layerGzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
} as const;

/** What containerd and BuildKit write where Docker has no name. */
export const DOCKER_LAYER_ZSTD = 'application/vnd.docker.image.rootfs.diff.tar.zstd';

/** Whose media types the documents of an image have. */
export type MediaTypeFamily = 'oci' | 'docker';

/** The media types of a family, by what they are of. */
export function mediaTypesOf(
  family: MediaTypeFamily,
): Readonly<Record<keyof typeof DOCKER_MEDIA_TYPES, string>> {
  return family === 'oci' ? MEDIA_TYPES : DOCKER_MEDIA_TYPES;
}

/**
 * A layer's media type, whichever family it came with, in the family of the image that it becomes part of.
 * @throws ToolError `media-type-zstd`.
 */
export function layerTypeIn(family: MediaTypeFamily, mediaType: string): string {
  if (mediaType === MEDIA_TYPES.layerZstd || mediaType === DOCKER_LAYER_ZSTD) {
    if (family === 'oci') return MEDIA_TYPES.layerZstd;
    throw new ToolError(
      'media-type-zstd',
      "oci-mediatypes=false: a layer is compressed with zstd, for which Docker's media types have no name",
      'leave oci-mediatypes=false out, or give the root filesystem as .tar.gz and leave out compression=zstd',
    );
  }
  const isGzip = mediaType === MEDIA_TYPES.layerGzip || mediaType === DOCKER_MEDIA_TYPES.layerGzip;
  return mediaTypesOf(family)[isGzip ? 'layerGzip' : 'layer'];
}

/** What a tag or a digest may name. */
export const MANIFEST_TYPES: readonly string[] = [
  MEDIA_TYPES.manifest,
  MEDIA_TYPES.index,
  DOCKER_MEDIA_TYPES.manifest,
  DOCKER_MEDIA_TYPES.index,
];
