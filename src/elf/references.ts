import type { Segment } from './segments.ts';

const R_X86_64_RELATIVE = 8;

/** A place that holds a string's address; `base` is what a relative one is counted from. */
interface Reference {
  readonly at: number;
  readonly base?: number;
}

/** What points to where, by address: code's `lea` relative to rip, and words that the loader relocates. */
export function findReferences(elf: Buffer, segments: readonly Segment[]): Map<number, Reference[]> {
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
