import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Compression, compress, DEFAULT_COMPRESSION, layerMediaType } from '../compress/compression.ts';
import { writeAtomically } from '../files/atomic-file.ts';
import { createDigester } from '../image/digest.ts';
import type { Layer } from '../image/layer.ts';
import type { FileSource, TreeEntry } from './entry.ts';
import { type TarMember, tarStream } from './stream.ts';
import { completeTree } from './tree.ts';

interface PackOptions {
  /** What the image's history says of the layer. */
  readonly createdBy: string;
  /** Modification time of every entry, in seconds (reproducible-builds.org, SOURCE_DATE_EPOCH). */
  readonly sourceDateEpoch: number;
  /** gzip at level 6 when absent. */
  readonly compression?: Compression;
  readonly signal?: AbortSignal;
}

/**
 * Packs entries as a layer (OCI image-spec layer.md) into `blobFile`, in one pass that hashes both the compressed and
 * the plain bytes. The same entries and options give the same bytes. The file appears whole or not at all.
 * @throws a plain Error for a path that is wrong, twice or in conflict (a bug of the caller), the file system's error,
 *   or an AbortError.
 */
export async function packLayer(
  entries: readonly TreeEntry[],
  blobFile: string,
  options: PackOptions,
): Promise<Layer> {
  const { compression = DEFAULT_COMPRESSION } = options;
  const members = await Promise.all(completeTree(entries).map(toMember));
  const plain = createDigester();
  const compressed = createDigester();
  await writeAtomically(blobFile, (partial) =>
    pipeline(
      tarStream(members, options.sourceDateEpoch),
      plain.stream,
      (source: AsyncIterable<Uint8Array>) => compress(source, compression),
      compressed.stream,
      createWriteStream(partial),
      { signal: options.signal },
    ),
  );
  return {
    mediaType: layerMediaType(compression),
    ...compressed.result(),
    diffId: plain.result().digest,
    createdBy: options.createdBy,
    open: () => createReadStream(blobFile, { highWaterMark: 1 << 18 }),
  };
}

async function toMember(entry: TreeEntry): Promise<TarMember> {
  if (entry.type === 'directory') return { name: `${entry.path}/`, type: 'directory', mode: entry.mode };
  if (entry.type === 'symlink') {
    return { name: entry.path, type: 'symlink', mode: 0o777, linkname: entry.target };
  }
  const { path: name, mode, source } = entry;
  return { name, type: 'file', mode, size: await sizeOf(source), open: () => openSource(source) };
}

async function sizeOf(source: FileSource): Promise<number> {
  return 'bytes' in source ? source.bytes.byteLength : (await stat(source.file)).size;
}

async function* openSource(source: FileSource): AsyncGenerator<Uint8Array> {
  if (!('bytes' in source)) yield* createReadStream(source.file);
  else if (source.bytes.byteLength > 0) yield source.bytes;
}
