/** Where a segment lies in the file and in memory (Elf64_Phdr, System V gABI chapter 5). */
interface Segment {
  /** Of its program header in the file. */
  readonly header: number;
  readonly writable: boolean;
  readonly executable: boolean;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_STRTAB = 5;
const DT_STRSZ = 10;
const PF_X = 1;
const PF_W = 2;
const PAGE = 4096;
const R_X86_64_RELATIVE = 8;

/** A place that holds a string's address; `base` is what a relative one is counted from. */
interface Reference {
  readonly at: number;
  readonly base?: number;
}

/**
 * A copy of an x86-64 program or library in which whole C strings are others, longer ones too: the new string goes
 * into the unused end of a read-only segment's last page, and whatever points to the old one is made to point there.
 * That is position-independent code's `lea` relative to rip, and words that the loader relocates. `replace` is asked
 * about every string with `marker` in it and gives the new one, or undefined to leave it. Undefined when nothing is
 * to be replaced. Throws a plain Error for a string that nothing points to, or that there is no room for: then the
 * program is not built as we know it.
 */
export function retargetStrings(
  elf: Buffer,
  marker: string,
  replace: (text: string) => string | undefined,
): Buffer | undefined {
  const segments = loadSegments(elf);
  if (!segments.some(({ writable, offset, size }) => !writable && within(elf, offset, size).includes(marker)))
    return undefined;
  const references = findReferences(elf, segments);
  let result: Buffer | undefined;
  const names = linkerNames(elf);
  const strings = findStrings(elf, segments, marker, references);
  for (const [address, text] of [...strings].filter(([at]) => at < names.start || at >= names.end)) {
    const replacement = replace(text);
    if (replacement === undefined || replacement === text) continue;
    const places = references.get(address);
    if (places === undefined) throw new Error(`nothing points to "${text}"`);
    result ??= Buffer.from(elf);
    const to = addString(result, replacement);
    for (const { at, base } of places) {
      if (base === undefined) result.writeBigUInt64LE(BigInt(to), at);
      else result.writeInt32LE(to - base, at);
    }
  }
  return result;
}

function within(elf: Buffer, offset: number, size: number): Buffer {
  return elf.subarray(offset, offset + size);
}

/** Positions of the program headers of a type. */
function headersOf(elf: Buffer, type: number): number[] {
  const table = Number(elf.readBigUInt64LE(32));
  const size = elf.readUInt16LE(54);
  const all = Array.from({ length: elf.readUInt16LE(56) }, (_, index) => table + index * size);
  return all.filter((header) => elf.readUInt32LE(header) === type);
}

/** Addresses of the dynamic string table: symbols, sonames, run paths, which are the loader's and not the program's. */
function linkerNames(elf: Buffer): { start: number; end: number } {
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

function loadSegments(elf: Buffer): Segment[] {
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

/**
 * Address and text of each C string in read-only segments that has the marker in it. A string begins where something
 * points to; what is before it may be a table of numbers, or a longer string that shares its end.
 */
function findStrings(
  elf: Buffer,
  segments: readonly Segment[],
  marker: string,
  references: ReadonlyMap<number, unknown>,
): Map<number, string> {
  const found = new Map<number, string>();
  for (const { offset, address, size } of segments.filter(({ writable }) => !writable)) {
    const bytes = within(elf, offset, size);
    for (let at = bytes.indexOf(marker); at >= 0; at = bytes.indexOf(marker, at + 1)) {
      const end = bytes.indexOf(0, at);
      const first = textStart(bytes, at);
      const starts = Array.from({ length: at - first + 1 }, (_, index) => first + index);
      const used = starts.filter((start) => references.has(address + start));
      for (const start of used.length > 0 ? used : [first])
        found.set(address + start, bytes.toString('latin1', start, end));
    }
  }
  return found;
}

function textStart(bytes: Buffer, at: number): number {
  let start = at;
  for (
    let byte = bytes[start - 1];
    byte !== undefined && byte >= 0x20 && byte < 0x7f;
    byte = bytes[start - 1]
  )
    start -= 1;
  return start;
}

/** Makes a read-only segment longer by the string; returns the string's address. */
function addString(elf: Buffer, text: string): number {
  const bytes = Buffer.from(`${text}\0`, 'latin1');
  for (const { header, offset, address, size, writable } of loadSegments(elf)) {
    const inMemory = Number(elf.readBigUInt64LE(header + 40));
    // One NUL stays before it, so that it does not become part of what the segment ends with.
    const end = offset + size + 1;
    const room = PAGE - ((address + size) % PAGE) - 1;
    if (writable || inMemory !== size || room < bytes.length || (address + size) % PAGE === 0) continue;
    if (
      end + bytes.length > elf.length ||
      elf.subarray(end - 1, end + bytes.length).some((byte) => byte !== 0)
    )
      continue;
    bytes.copy(elf, end);
    const longer = BigInt(size + 1 + bytes.length);
    elf.writeBigUInt64LE(longer, header + 32);
    elf.writeBigUInt64LE(longer, header + 40);
    return address + size + 1;
  }
  throw new Error(`no room for "${text}"`);
}

/** What points to where, by address. */
function findReferences(elf: Buffer, segments: readonly Segment[]): Map<number, Reference[]> {
  const references = new Map<number, Reference[]>();
  const add = (address: number, reference: Reference): void => {
    const known = references.get(address);
    if (known === undefined) references.set(address, [reference]);
    else known.push(reference);
  };
  for (const segment of segments) {
    if (segment.executable) scanCode(elf, segment, add);
    else scanData(elf, segment, add);
  }
  return references;
}

type Add = (address: number, reference: Reference) => void;

/** `lea disp32(%rip), reg`: REX.W (or REX.WR), 8D, ModRM with mod 00 and r/m 101 (Intel SDM volume 2, LEA). */
function scanCode(elf: Buffer, { offset, address, size }: Segment, add: Add): void {
  const end = offset + size - 5;
  for (let at = elf.indexOf(0x8d, offset + 1); at >= 0 && at < end; at = elf.indexOf(0x8d, at + 1)) {
    const rex = elf.readUInt8(at - 1);
    if ((rex !== 0x48 && rex !== 0x4c) || (elf.readUInt8(at + 1) & 0xc7) !== 0x05) continue;
    const base = address + (at + 6 - offset);
    add(base + elf.readInt32LE(at + 2), { at: at + 2, base });
  }
}

/** Relocations by the load address (struct Elf64_Rela in .rela.dyn), or words relocated in place (DT_RELR). */
function scanData(elf: Buffer, { offset, address, size, writable }: Segment, add: Add): void {
  const first = offset + ((8 - (address % 8)) % 8);
  for (let at = first; at + 8 <= offset + size; at += 8) {
    const relocated = writable || (at >= first + 8 && isRelative(elf, at - 8));
    if (relocated && elf.readUInt32LE(at + 4) === 0) add(elf.readUInt32LE(at), { at });
  }
}

/** r_info of a relocation without a symbol, before its addend. */
function isRelative(elf: Buffer, at: number): boolean {
  return elf.readUInt32LE(at) === R_X86_64_RELATIVE && elf.readUInt32LE(at + 4) === 0;
}
