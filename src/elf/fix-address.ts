import { readTags, TAG } from './dynamic-tags.ts';
import { offsetOf, PT, partsOf, readSegments, type Segment } from './segments.ts';

const ET_EXEC = 2;
const ET_DYN = 3;
const R_X86_64_RELATIVE = 8n;
const RELA_SIZE = 24;

/** Addresses in the file of what a program has for this (native/emulator/cache_place.c). */
export interface FixedAddressSymbols {
  /** Where the program begins in place of `_start`. */
  readonly entry: number;
  /** Room for the program headers as the linker made them. */
  readonly headers: number;
}

/**
 * A static-pie (System V gABI chapters 4 and 5) as a program that the kernel loads at the address and nowhere else.
 * Its relative relocations are done here, so that the pages they are in stay those of the file. libc does the rest at
 * its start as before, since it asks where it lies; it is given a copy of the program headers as they were. Linking it
 * there instead fails: libc.a refers to functions that may be absent by 32-bit displacements.
 * @throws a plain Error for any other file.
 */
export function fixAddress(elf: Buffer, symbols: FixedAddressSymbols, address: bigint): Buffer {
  if (elf.toString('latin1', 0, 5) !== '\x7fELF\x02' || elf.readUInt16LE(16) !== ET_DYN) {
    throw new Error('this is no position-independent program');
  }
  const fixed = Buffer.from(elf);
  const move = (at: number) => fixed.writeBigUInt64LE(fixed.readBigUInt64LE(at) + address, at);
  const segments = readSegments(partsOf(elf));
  relocate(fixed, segments, address);
  const [first, last] = [segments[0]?.header ?? 0, segments.at(-1)?.header ?? 0];
  elf.copy(fixed, offsetOf(symbols.headers, segments), first, last + elf.readUInt16LE(54));
  fixed.writeUInt16LE(ET_EXEC, 16);
  fixed.writeBigUInt64LE(BigInt(symbols.entry) + address, 24);
  for (const { header } of segments.filter(({ type }) => type === PT.load)) {
    move(header + 16);
    move(header + 24);
  }
  return fixed;
}

/** The relative relocations come first and are counted (ld(1), -z combreloc): they are done, and left out. */
function relocate(elf: Buffer, segments: readonly Segment[], address: bigint): void {
  const tags = readTags(partsOf(elf), segments) ?? [];
  const find = (name: number) => tags.find(({ tag }) => tag === name);
  const [rela, size, count] = [find(TAG.rela), find(TAG.relasz), find(TAG.relacount)];
  if (rela === undefined || size === undefined || count === undefined) return;
  const table = offsetOf(rela.value, segments);
  const done = count.value * RELA_SIZE;
  for (let at = table; at < table + done; at += RELA_SIZE) {
    if (elf.readBigUInt64LE(at + 8) !== R_X86_64_RELATIVE) throw new Error('DT_RELACOUNT counts others too');
    const place = offsetOf(Number(elf.readBigUInt64LE(at)), segments);
    elf.writeBigUInt64LE(elf.readBigUInt64LE(at + 16) + address, place);
  }
  elf.writeBigUInt64LE(BigInt(rela.value + done), rela.at);
  elf.writeBigUInt64LE(BigInt(size.value - done), size.at);
  elf.writeBigUInt64LE(0n, count.at);
}
