import type { Layer } from '../image/layer.ts';
import { compressionOf } from '../image/read/layer-type.ts';
import { unpack } from '../rootfs/format.ts';
import { createTarParser } from '../tar/read/parser.ts';
import { isRecord, type Records } from './records.ts';

/** A record is text; what is larger than this is none. */
const LIMIT = 32 * 1024 * 1024;

/** Reads a layer once and keeps the files that an SBOM is made from, by their paths. */
export async function readRecords(layer: Layer, signal: AbortSignal): Promise<Records> {
  const records = new Map<string, string>();
  let chunks: Buffer[] = [];
  const parser = createTarParser({
    member({ type, path, size }) {
      chunks = [];
      if (type !== 'file' || size > LIMIT || !isRecord(plain(path))) return undefined;
      // The parser's own buffer is written over.
      return (bytes) => void chunks.push(Buffer.from(bytes));
    },
    end({ path }) {
      if (chunks.length > 0) records.set(plain(path), Buffer.concat(chunks).toString('utf8'));
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
