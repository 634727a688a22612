import { unpack } from '../compress/unpack.ts';
import { ToolError } from '../errors.ts';
import type { Layer } from '../image/layer.ts';
import { compressionOf } from '../image/read/layer-type.ts';
import { DATABASE_LIMIT, isRpmDatabase } from '../rootfs/rpm/database.ts';
import { createTarParser } from '../tar/read/parser.ts';
import { licenceLines } from './licences.ts';
import { isCopyright, isRecord, type Records } from './records.ts';
import { rpmRecord } from './rpm-packages.ts';

/** Any other record is text; what is larger than this is not one. */
const LIMIT = 32 * 1024 * 1024;
/** What is kept of all layers of an image, far beyond what a distribution's packages have. */
const TOTAL_LIMIT = 128 * 1024 * 1024;

/** How many characters are kept of an image's records so far. */
interface Kept {
  characters: number;
}

/**
 * Reads a layer once and keeps the files that an SBOM is made from, by their paths.
 * @param kept of the same image's other layers; counted on.
 * @throws ToolError `sbom-too-large`; the error of the layer's source; the signal's reason.
 */
export async function readRecords(layer: Layer, kept: Kept, signal: AbortSignal): Promise<Records> {
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
      const text = contentOf(path, Buffer.concat(chunks));
      chunks = [];
      kept.characters += text.length;
      if (kept.characters > TOTAL_LIMIT) throw tooLarge();
      records.set(path, text);
    },
  });
  for await (const chunk of unpack(layer.open(), compressionOf(layer.mediaType, layer.digest))) {
    signal.throwIfAborted();
    parser.write(chunk as Buffer);
  }
  parser.end();
  return records;
}

function contentOf(path: string, bytes: Buffer): string {
  if (isRpmDatabase(path)) return rpmRecord(bytes);
  const text = bytes.toString('utf8');
  return isCopyright(path) ? licenceLines(text) : text;
}

function tooLarge(): ToolError {
  return new ToolError(
    'sbom-too-large',
    `the image's records of its packages have more than ${TOTAL_LIMIT >> 20} MiB`,
    'leave type=sbom out of outputs, or the files out of the root filesystem (rootfs-exclude)',
  );
}

function plain(path: string): string {
  return path.replace(/^(\.?\/)+/, '');
}
