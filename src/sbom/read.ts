import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { extract } from 'tar-stream';
import type { Layer } from '../image/layer.ts';
import { MEDIA_TYPES } from '../image/media-types.ts';
import { isRecord, type Records } from './records.ts';

/** A record is text; what is larger than this is none. */
const LIMIT = 32 * 1024 * 1024;

/** Reads a layer once and keeps the files that an SBOM is made from, by their paths. */
export async function readRecords(layer: Layer, signal: AbortSignal): Promise<Records> {
  const records = new Map<string, string>();
  const archive = extract();
  archive.on('entry', ({ name, type, size }, body, next) => {
    const path = name.replace(/^(\.?\/)+/, '');
    const wanted = type === 'file' && (size ?? 0) <= LIMIT && isRecord(path);
    const chunks: Buffer[] = [];
    body.on('data', (chunk) => {
      if (wanted) chunks.push(chunk as Buffer);
    });
    body.on('error', next);
    body.on('end', () => {
      if (wanted) records.set(path, Buffer.concat(chunks).toString('utf8'));
      next();
    });
  });
  const decompress = layer.mediaType === MEDIA_TYPES.layerZstd ? createZstdDecompress() : createGunzip();
  if (layer.mediaType === MEDIA_TYPES.layer) await pipeline(layer.open(), archive, { signal });
  else await pipeline(layer.open(), decompress, archive, { signal });
  return records;
}
