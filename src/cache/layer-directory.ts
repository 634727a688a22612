import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeAtomically } from '../files/atomic-file.ts';
import { digestFile } from '../files/digest-file.ts';
import { filePieces } from '../files/file-pieces.ts';
import { isThere } from '../files/if-there.ts';
import { readOptional } from '../files/optional-file.ts';
import { isDigest } from '../image/digest.ts';
import type { Digest, Layer } from '../image/layer.ts';

/** layer.json: a layer's description beside its blob. */
interface LayerRecord {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly diffId: Digest;
  readonly createdBy: string;
}

/** Where a layer directory keeps the compressed bytes; packLayer may write them there itself. */
export function blobPath(directory: string): string {
  return join(directory, 'blob');
}

/**
 * Makes the directory (created if need be) a layer directory, which is what a cache keeps of a component:
 * `blob` and `layer.json`. A blob that is already there is taken to be the layer's own; otherwise it is
 * copied from the layer. layer.json comes last, so a directory without it is unfinished.
 */
export async function writeLayerDirectory(directory: string, layer: Layer): Promise<void> {
  await mkdir(directory, { recursive: true });
  const blob = blobPath(directory);
  if (!(await isThere(blob)))
    await writeAtomically(blob, (file) => pipeline(layer.open(), createWriteStream(file)));
  const { mediaType, digest, size, diffId, createdBy } = layer;
  const record: LayerRecord = { mediaType, digest, size, diffId, createdBy };
  const json = `${JSON.stringify(record, null, 2)}\n`;
  await writeAtomically(join(directory, 'layer.json'), (file) => writeFile(file, json));
}

/**
 * Reads a layer directory back. Undefined when it is missing, unfinished or corrupt (the blob is hashed and
 * compared with layer.json): to a cache all three are a miss. Rejects only when the disk fails to read.
 */
export async function readLayerDirectory(directory: string): Promise<Layer | undefined> {
  const blob = blobPath(directory);
  if (!(await isThere(blob))) return undefined;
  const record = await readRecord(join(directory, 'layer.json'));
  if (record === undefined) return undefined;
  const { digest, size } = await digestFile(blob);
  if (digest !== record.digest || size !== record.size) return undefined;
  const open = () => createReadStream(blob, { highWaterMark: 1 << 20 });
  return { ...record, open, pieces: () => filePieces(blob) };
}

async function readRecord(file: string): Promise<LayerRecord | undefined> {
  const text = await readOptional(file);
  return text === undefined ? undefined : parseRecord(text);
}

function parseRecord(text: string): LayerRecord | undefined {
  let value: Partial<Record<keyof LayerRecord, unknown>> | null;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // not JSON: corrupt, which readLayerDirectory documents
  }
  const { mediaType, digest, size, diffId, createdBy } = value ?? {};
  if (typeof mediaType !== 'string' || typeof createdBy !== 'string' || typeof size !== 'number')
    return undefined;
  return isDigest(digest) && isDigest(diffId) ? { mediaType, digest, size, diffId, createdBy } : undefined;
}
