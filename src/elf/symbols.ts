import { orMalformed, readDynamicSection } from './dynamic.ts';
import { readElfHeader } from './header.ts';
import { readSections, SECTION, type Section, stringsOf } from './sections.ts';
import { readDefinitions, readRequirements } from './versions.ts';

/** A symbol that an ELF file defines or needs. */
export interface ElfSymbol {
  readonly name: string;
  readonly defined: boolean;
  /** May stay undefined (STB_WEAK). */
  readonly weak: boolean;
  /** Of a shared library's symbol with one: `GLIBC_2.17`. */
  readonly version?: string;
}

const SYMBOL_BYTES = 24;
const STB_LOCAL = 0;
const STB_WEAK = 2;

/**
 * The global symbols of a 64-bit little-endian ELF file: a shared library's dynamic ones, with their versions, or an
 * object file's. Empty for another file.
 * @throws ToolError `elf-malformed` when offsets point outside of the file.
 */
export function readSymbols(bytes: Uint8Array): ElfSymbol[] {
  const header = readElfHeader(bytes);
  if (header?.bits !== 64 || !header.littleEndian) return [];
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return orMalformed(() => {
    const sections = readSections(file);
    const table =
      sections.find(({ type }) => type === SECTION.dynsym) ??
      sections.find(({ type }) => type === SECTION.symtab);
    return table === undefined ? [] : readTable(file, sections, table);
  });
}

/** Elf64_Sym: st_name at 0, st_info at 4, st_shndx at 6 (0: undefined). */
function readTable(file: Buffer, sections: readonly Section[], table: Section): ElfSymbol[] {
  const versionOf = versionReader(file, sections);
  const strings = stringsOf(file, sections, table);
  const symbols: ElfSymbol[] = [];
  for (let index = 1; index < table.size / SYMBOL_BYTES; index++) {
    const at = table.offset + index * SYMBOL_BYTES;
    const binding = file.readUInt8(at + 4) >> 4;
    const name = strings(file.readUInt32LE(at));
    if (binding === STB_LOCAL || name === '') continue;
    const version = versionOf(index);
    symbols.push({
      name,
      defined: file.readUInt16LE(at + 6) !== 0,
      weak: binding === STB_WEAK,
      ...(version !== undefined && { version }),
    });
  }
  return symbols;
}

/** The version of a dynamic symbol by its index: .gnu.version gives a number, two other sections give that a name. */
function versionReader(file: Buffer, sections: readonly Section[]): (index: number) => string | undefined {
  const versym = sections.find(({ type }) => type === SECTION.versym);
  const dynamic = readDynamicSection(file);
  if (versym === undefined || dynamic === undefined) return () => undefined;
  const versions = [...readDefinitions(dynamic), ...readRequirements(dynamic)];
  const names = new Map(versions.map(({ number, name }) => [number, name]));
  // The highest bit marks a version that is kept for old programs only.
  return (index) => names.get(file.readUInt16LE(versym.offset + index * 2) & 0x7fff);
}
