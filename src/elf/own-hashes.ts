import { orMalformed } from './dynamic.ts';
import { readElfHeader } from './header.ts';
import { readSections, SECTION, type Section, stringsOf } from './sections.ts';

/** A part of a file. */
export interface FilePart {
  readonly offset: number;
  readonly size: number;
}

/** gcc/genchecksum.c: the MD5 sum of the object files of cc1, by which it knows its own precompiled headers. */
const CHECKSUM = 'executable_checksum';
const NT_GNU_BUILD_ID = 3;
const SYMBOL_BYTES = 24;

/**
 * Where a linked 64-bit little-endian ELF file has hashes of what it was made from: the linker's build id (ld manual,
 * "--build-id") and gcc's checksum of a compiler's objects. None for another file.
 * @throws ToolError `elf-malformed`.
 */
export function ownHashes(bytes: Uint8Array): FilePart[] {
  const header = readElfHeader(bytes);
  if (header?.bits !== 64 || !header.littleEndian) return [];
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return orMalformed(() => {
    const sections = readSections(file);
    return sections.flatMap((section) => {
      if (section.type === SECTION.note) return buildIds(file, section);
      const hasSymbols = section.type === SECTION.symtab || section.type === SECTION.dynsym;
      return hasSymbols ? checksums(file, sections, section) : [];
    });
  });
}

/** Elf64_Nhdr: lengths of name and description, type; then both, padded to 4 bytes (elf(5), "Notes"). */
function buildIds(file: Buffer, { offset, size }: Section): FilePart[] {
  const found: FilePart[] = [];
  for (let at = offset; at + 12 <= offset + size; ) {
    const [name, description] = [file.readUInt32LE(at), file.readUInt32LE(at + 4)];
    const start = at + 12 + padded(name);
    const isGnu = file.toString('latin1', at + 12, at + 12 + name) === 'GNU\0';
    if (isGnu && file.readUInt32LE(at + 8) === NT_GNU_BUILD_ID)
      found.push({ offset: start, size: description });
    at = start + padded(description);
  }
  return found;
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}

/** Elf64_Sym: st_name at 0, st_shndx at 6, st_value at 8, st_size at 16. */
function checksums(file: Buffer, sections: readonly Section[], table: Section): FilePart[] {
  const strings = stringsOf(file, sections, table);
  for (let at = table.offset; at < table.offset + table.size; at += SYMBOL_BYTES) {
    const section = sections[file.readUInt16LE(at + 6)];
    const size = Number(file.readBigUInt64LE(at + 16));
    // Most symbols have another size: their names need not be read.
    if (size !== 16 || section === undefined || strings(file.readUInt32LE(at)) !== CHECKSUM) continue;
    return [{ offset: section.offset + Number(file.readBigUInt64LE(at + 8)) - section.address, size }];
  }
  return [];
}
