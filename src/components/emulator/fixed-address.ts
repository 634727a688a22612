/**
 * Where the emulator lies in every process: above all that guests ask for, below where Linux puts what has no place
 * of its own (mmap_base() in arch/x86/mm/mmap.c). Translations that outlive the process need that
 * (docs/translation-cache.md).
 */
export const IMAGE_ADDRESS = 0x7a00_0000_0000n;

const ET_EXEC = 2;
const ET_DYN = 3;
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_RELA = 7n;
const DT_RELASZ = 8n;
const DT_RELACOUNT = 0x6ffffff9n;
const R_X86_64_RELATIVE = 8n;
const RELA_SIZE = 24;

/** Addresses in the file of what native/emulator/cache_place.c has for this. */
export interface FixedAddressSymbols {
  /** Where the program begins in place of `_start`. */
  readonly entry: number;
  /** Room for the program headers as the linker made them. */
  readonly headers: number;
}

/** The symbols' addresses from the output of nm(1). Throws a plain Error when they are not there. */
export function fixedAddressSymbols(nm: string): FixedAddressSymbols {
  const address = (name: string) => {
    const found = new RegExp(`^([0-9a-f]+) \\w ${name}$`, 'm').exec(nm)?.[1];
    if (found === undefined) throw new Error(`the emulator has no symbol ${name}`);
    return Number.parseInt(found, 16);
  };
  return { entry: address('arm64_on_x86_entry'), headers: address('arm64_on_x86_headers') };
}

/**
 * A static-pie (System V gABI chapters 4 and 5) as a program that the kernel loads at the address and nowhere else.
 * Its relative relocations are done here, so that the pages they are in stay those of the file. libc does the rest at
 * its start as before, since it asks where it lies; it is given a copy of the program headers as they were. Linking it
 * there instead fails: libc.a refers to functions that may be absent by 32-bit displacements. Throws a plain Error for
 * any other file.
 */
export function fixAddress(elf: Buffer, symbols: FixedAddressSymbols, address = IMAGE_ADDRESS): Buffer {
  if (elf.toString('latin1', 0, 5) !== '\x7fELF\x02' || elf.readUInt16LE(16) !== ET_DYN) {
    throw new Error('the emulator is no position-independent program');
  }
  const fixed = Buffer.from(elf);
  const move = (at: number) => fixed.writeBigUInt64LE(fixed.readBigUInt64LE(at) + address, at);
  const headers = programHeaders(elf);
  relocate(fixed, headers, address);
  const [first, last] = [headers[0]?.at ?? 0, headers.at(-1)?.at ?? 0];
  elf.copy(fixed, fileOffset(headers, BigInt(symbols.headers)), first, last + elf.readUInt16LE(54));
  fixed.writeUInt16LE(ET_EXEC, 16);
  fixed.writeBigUInt64LE(BigInt(symbols.entry) + address, 24);
  for (const { at } of headers.filter(({ type }) => type === PT_LOAD)) {
    move(at + 16);
    move(at + 24);
  }
  return fixed;
}

interface ProgramHeader {
  /** Of the header itself in the file. */
  readonly at: number;
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

function programHeaders(elf: Buffer): ProgramHeader[] {
  const first = Number(elf.readBigUInt64LE(32));
  return Array.from({ length: elf.readUInt16LE(56) }, (_, index) => {
    const at = first + index * elf.readUInt16LE(54);
    const number = (field: number) => Number(elf.readBigUInt64LE(at + field));
    return { at, type: elf.readUInt32LE(at), offset: number(8), address: number(16), size: number(32) };
  });
}

/** The relative relocations come first and are counted (ld(1), -z combreloc): they are done, and left out. */
function relocate(elf: Buffer, headers: readonly ProgramHeader[], address: bigint): void {
  const tags = dynamicTags(elf, headers);
  const [rela, size, count] = [DT_RELA, DT_RELASZ, DT_RELACOUNT].map((tag) => tags.get(tag));
  if (rela === undefined || size === undefined || count === undefined) return;
  const table = fileOffset(headers, elf.readBigUInt64LE(rela));
  const entries = Number(elf.readBigUInt64LE(count));
  for (let at = table; at < table + entries * RELA_SIZE; at += RELA_SIZE) {
    if (elf.readBigUInt64LE(at + 8) !== R_X86_64_RELATIVE) throw new Error('DT_RELACOUNT counts others too');
    elf.writeBigUInt64LE(
      elf.readBigUInt64LE(at + 16) + address,
      fileOffset(headers, elf.readBigUInt64LE(at)),
    );
  }
  const done = BigInt(entries * RELA_SIZE);
  elf.writeBigUInt64LE(elf.readBigUInt64LE(rela) + done, rela);
  elf.writeBigUInt64LE(elf.readBigUInt64LE(size) - done, size);
  elf.writeBigUInt64LE(0n, count);
}

/** Where in the file the values of the dynamic section's entries are. */
function dynamicTags(elf: Buffer, headers: readonly ProgramHeader[]): Map<bigint, number> {
  const tags = new Map<bigint, number>();
  const dynamic = headers.find(({ type }) => type === PT_DYNAMIC);
  if (dynamic === undefined) return tags;
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.size; at += 16) {
    tags.set(elf.readBigUInt64LE(at), at + 8);
  }
  return tags;
}

function fileOffset(headers: readonly ProgramHeader[], address: bigint): number {
  const wanted = Number(address);
  const segment = headers.find(
    ({ type, address: start, size }) => type === PT_LOAD && wanted >= start && wanted < start + size,
  );
  if (segment === undefined) throw new Error(`0x${wanted.toString(16)} is not in the file`);
  return segment.offset + wanted - segment.address;
}
