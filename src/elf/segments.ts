/** The types of program headers that we read (elf(5) "Elf64_Phdr"). */
export const PT = { load: 1, dynamic: 2, interp: 3 } as const;
const PF_X = 1;
const PF_W = 2;

/** Where a segment lies in the file and in memory (Elf64_Phdr, System V gABI chapter 5). */
export interface Segment {
  /** Of its program header in the file. */
  readonly header: number;
  /** One of PT, or another. */
  readonly type: number;
  readonly writable: boolean;
  readonly executable: boolean;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/** Bytes of a file from an offset on. @throws RangeError when the file has not as many. */
export type ReadBytes = (offset: number, length: number) => Buffer;

/** Reads from a file that is in memory. */
export function partsOf(file: Buffer): ReadBytes {
  return (offset, length) => {
    if (offset + length > file.length) throw new RangeError(`no ${length} bytes at ${offset}`);
    return file.subarray(offset, offset + length);
  };
}

/**
 * All segments of a 64-bit little-endian ELF file, in the file's order; e_phoff, e_phentsize and e_phnum are at 32, 54
 * and 56 of the 64 bytes of the header.
 * @throws RangeError when offsets point outside of the file.
 */
export function readSegments(read: ReadBytes): Segment[] {
  const header = read(0, 64);
  const entrySize = header.readUInt16LE(54);
  const count = header.readUInt16LE(56);
  const first = word(header, 32);
  const table = read(first, entrySize * count);
  return Array.from({ length: count }, (_, index) => {
    const at = index * entrySize;
    const flags = table.readUInt32LE(at + 4);
    return {
      header: first + at,
      type: table.readUInt32LE(at),
      writable: (flags & PF_W) !== 0,
      executable: (flags & PF_X) !== 0,
      offset: word(table, at + 8),
      address: word(table, at + 16),
      size: word(table, at + 32),
    };
  });
}

/** The segments that are loaded, in the file's order. @throws RangeError as readSegments. */
export function loadSegments(elf: Buffer): Segment[] {
  return readSegments(partsOf(elf)).filter(({ type }) => type === PT.load);
}

/** Where in the file the byte with an address is. @throws RangeError when it is in no segment that is loaded. */
export function offsetOf(address: number, segments: readonly Segment[]): number {
  const segment = segments.find(
    ({ type, address: start, size }) => type === PT.load && address >= start && address < start + size,
  );
  if (segment === undefined) throw new RangeError(`0x${address.toString(16)} is not in the file`);
  return address - segment.address + segment.offset;
}

/** A 64-bit number; those beyond 2^53 lead outside of any file and so fail the range check. */
export function word(file: Buffer, at: number): number {
  return Number(file.readBigUInt64LE(at));
}
