import { unpack } from '../compress/unpack.ts';
import type { Layer } from '../image/layer.ts';
import { compressionOf } from '../image/read/layer-type.ts';
import { DATABASE_LIMIT, isRpmDatabase } from '../rootfs/rpm/database.ts';
import { createTarParser } from '../tar/read/parser.ts';
import { isRecord, type Records } from './records.ts';
import { rpmRecord } from './rpm-packages.ts';

/** Any other record is text; what is larger than this is not one. */
const LIMIT = 32 * 1024 * 1024;

/** Reads a layer once and keeps the files that an SBOM is made from, by their paths. */
export async function readRecords(layer: Layer, signal: AbortSignal): Promise<Records> {
  const records = new Map<string, string>();
  let chunks: Buffer[] = [];
  const parser = createTarParser({
    member({ type, path: raw, size }) {
      chunks = [];
      const path = plain(raw);
      const limit = isRpmDatabase(path) ? DATABASE_LIMIT : LIMIT;
      if (type !== 'file' || size > limit || !isRecord(path)) return undefined;
      // The parser's own buffer is written over.
      return (bytes) => void chunks.push(Buffer.from(bytes));
    },
    end({ path: raw }) {
      if (chunks.length === 0) return;
      const path = plain(raw);
      const bytes = Buffer.concat(chunks);
      records.set(path, isRpmDatabase(path) ? rpmRecord(bytes) : bytes.toString('utf8'));
    },
  });
  for await (const chunk of unpack(layer.open(), compressionOf(layer.mediaType, layer.digest))) {
    signal.throwIfAborted();
    parser.write(chunk as Buffer);
  }
  parser.end();
  return records;
}

function plain(path: string): string {
  return path.replace(/^(\.?\/)+/, '');
}
