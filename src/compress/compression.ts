import { MEDIA_TYPES } from '../image/media-types.ts';
import { gzipStream } from './gzip.ts';
import { zstdStream } from './zstd.ts';

/** How layers of ours are compressed; part of their bytes, so of the image's digest. */
export interface Compression {
  readonly type: 'gzip' | 'zstd';
  readonly level: number;
}

/** The levels that a type has, and the one that is taken when none is asked for: the libraries' own defaults. */
export const LEVELS = {
  gzip: { least: 1, most: 9, standard: 6 },
  zstd: { least: 1, most: 22, standard: 3 },
} as const;

/** What every container runtime reads. */
export const DEFAULT_COMPRESSION: Compression = { type: 'gzip', level: LEVELS.gzip.standard };

/** Compresses a stream, on all cores; for use within a pipeline. */
export function compress(
  source: AsyncIterable<Uint8Array>,
  { type, level }: Compression,
): AsyncGenerator<Uint8Array> {
  return type === 'gzip' ? gzipStream(source, level) : zstdStream(source, level);
}

/** OCI image-spec media-types.md, of a layer so compressed. */
export function layerMediaType({ type }: Compression): string {
  return type === 'gzip' ? MEDIA_TYPES.layerGzip : MEDIA_TYPES.layerZstd;
}

/**
 * What distinguishes a cache entry that holds such a layer. Raise the number when the same input gives other bytes.
 * The library's release is left out: a layer that took an hour to build is not built again for another zlib.
 */
export function compressionKey({ type, level }: Compression): string {
  return `${type}2-${level}`;
}
