const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_STRTAB = 5;
const DT_STRSZ = 10;
const PF_X = 1;
const PF_W = 2;

/** Where a segment lies in the file and in memory (Elf64_Phdr, System V gABI chapter 5). */
export interface Segment {
  /** Of its program header in the file. */
  readonly header: number;
  readonly writable: boolean;
  readonly executable: boolean;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/** The PT_LOAD segments, in the file's order. */
export function loadSegments(elf: Buffer): Segment[] {
  return headersOf(elf, PT_LOAD).map((header) => {
    const flags = elf.readUInt32LE(header + 4);
    return {
      header,
      writable: (flags & PF_W) !== 0,
      executable: (flags & PF_X) !== 0,
      offset: Number(elf.readBigUInt64LE(header + 8)),
      address: Number(elf.readBigUInt64LE(header + 16)),
      size: Number(elf.readBigUInt64LE(header + 32)),
    };
  });
}

/** Addresses of the dynamic string table: symbols, sonames, run paths, which are the loader's and not the program's. */
export function linkerNames(elf: Buffer): { start: number; end: number } {
  const names = { start: 0, size: 0 };
  for (const header of headersOf(elf, PT_DYNAMIC)) {
    const offset = Number(elf.readBigUInt64LE(header + 8));
    const end = offset + Number(elf.readBigUInt64LE(header + 32));
    for (let at = offset; at + 16 <= end; at += 16) {
      const [tag, value] = [elf.readBigUInt64LE(at), Number(elf.readBigUInt64LE(at + 8))];
      if (tag === BigInt(DT_STRTAB)) names.start = value;
      if (tag === BigInt(DT_STRSZ)) names.size = value;
    }
  }
  return { start: names.start, end: names.start + names.size };
}

/** Positions of the program headers of a type. */
function headersOf(elf: Buffer, type: number): number[] {
  const table = Number(elf.readBigUInt64LE(32));
  const size = elf.readUInt16LE(54);
  const all = Array.from({ length: elf.readUInt16LE(56) }, (_, index) => table + index * size);
  return all.filter((header) => elf.readUInt32LE(header) === type);
}
