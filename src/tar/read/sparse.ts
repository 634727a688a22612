import { ArchiveError } from './error.ts';
import { readDecimal, readNumber } from './number.ts';
import type { PaxRecord } from './pax.ts';
import { decodeName } from './text.ts';

/** A part of a sparse file that is stored; what lies between the parts reads as zeros. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** What a PAX header says of a sparse file, GNU tar manual "Storing Sparse Files"; empty for others. */
interface PaxSparse {
  /** The file's own name: the header has a made-up one. */
  readonly name?: string;
  readonly realSize?: number;
  readonly extents?: readonly Extent[];
  /** PAX 1.0: the extents stand at the beginning of the data. */
  readonly mapInData?: boolean;
}

/** Format 0.0 repeats two records for each extent, 0.1 has one list, 1.0 has it in the data. */
export function paxSparse(records: readonly PaxRecord[]): PaxSparse {
  if (records.length === 0) return {};
  const offsets: string[] = [];
  const values = new Map<string, string>();
  for (const { key, value } of records) {
    if (!key.startsWith('GNU.sparse.')) continue;
    if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') offsets.push(value.toString('latin1'));
    else values.set(key.slice('GNU.sparse.'.length), decodeName(value));
  }
  const name = values.get('name');
  const numbers = offsets.length > 0 ? offsets : values.get('map')?.split(',');
  const size = values.get('realsize') ?? values.get('size');
  return {
    ...(name === undefined ? {} : { name }),
    ...(size === undefined ? {} : { realSize: readDecimal(size, 'the size of a sparse file') }),
    ...(numbers === undefined ? {} : { extents: toExtents(numbers) }),
    ...(values.get('major') === '1' ? { mapInData: true } : {}),
  };
}

/** Longer maps are refused; Go's archive/tar reads no longer ones either. */
const MAX_MAP = 1 << 20;

/**
 * Reads the map at the beginning of the data in format 1.0, block by block: the number of extents, then offset and
 * length of each, a number a line, padded to a whole block.
 * @returns takes a block, gives the extents once they are all there.
 */
export function mapReader(): (block: Buffer) => readonly Extent[] | undefined {
  const blocks: Buffer[] = [];
  let lines = 0;
  let wanted = Number.POSITIVE_INFINITY;
  return (block) => {
    blocks.push(Buffer.from(block));
    for (const byte of block) if (byte === 0x0a) lines++;
    if (blocks.length * block.length > MAX_MAP)
      throw new ArchiveError('limit', `the map of a sparse file is longer than ${MAX_MAP} bytes`);
    if (wanted === Number.POSITIVE_INFINITY && lines > 0)
      wanted = 2 * readDecimal(firstLine(blocks), 'the number of extents of a sparse file');
    if (lines <= wanted) return undefined;
    return toExtents(
      Buffer.concat(blocks)
        .toString('latin1')
        .split('\n')
        .slice(1, wanted + 1),
    );
  };
}

function firstLine(blocks: readonly Buffer[]): string {
  return Buffer.concat(blocks).toString('latin1').split('\n', 1)[0] ?? '';
}

/** Gives the stored bytes of a file, which come one after the other, the places that the extents say. */
export function placing(
  take: (bytes: Buffer, offset: number) => void,
  extents: readonly Extent[] | undefined,
): (bytes: Buffer) => void {
  let index = 0;
  let done = 0;
  return (bytes) => {
    for (let at = 0; at < bytes.length; ) {
      const extent = extents === undefined ? WHOLE : extents[index];
      if (extent === undefined) return; // more than the map says: padding
      const length = Math.min(extent.length - done, bytes.length - at);
      if (length > 0) take(bytes.subarray(at, at + length), extent.offset + done);
      at += length;
      done += length;
      if (done === extent.length) {
        index++;
        done = 0;
      }
    }
  };
}

/** A file that is not sparse. */
const WHOLE: Extent = { offset: 0, length: Number.POSITIVE_INFINITY };

/** Old GNU format (tar(5), "GNU tar archives"): pairs of 12-byte fields in the header and in blocks after it. */
export function oldExtents(block: Buffer, at: number, count: number): Extent[] {
  const extents: Extent[] = [];
  for (let index = 0; index < count; index++) {
    const field = at + 24 * index;
    if (block[field] === 0) break;
    extents.push({
      offset: readNumber(block, field, field + 12, 'an offset in a sparse file'),
      length: readNumber(block, field + 12, field + 24, 'a length in a sparse file'),
    });
  }
  return extents;
}

function toExtents(numbers: readonly string[]): Extent[] {
  if (numbers.length % 2 !== 0)
    throw new ArchiveError('invalid', 'the map of a sparse file ends in the middle');
  return Array.from({ length: numbers.length / 2 }, (_, index) => ({
    offset: readDecimal(numbers[2 * index] ?? '', 'an offset in a sparse file'),
    length: readDecimal(numbers[2 * index + 1] ?? '', 'a length in a sparse file'),
  }));
}
