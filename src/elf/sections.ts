/** What of a section's header is read (ELF gABI "Sections", Elf64_Shdr). */
export interface Section {
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

/** sh_type (ELF gABI "Sections"; LSB Core "Symbol Versioning"). */
export const SECTION = { symtab: 2, note: 7, dynsym: 11, versym: 0x6fffffff };

/**
 * The sections of a 64-bit little-endian ELF file. Elf64_Shdr: sh_type at 4, sh_addr at 16, sh_offset at 24, sh_size at
 * 32, sh_link at 40; their place, size and number at 40, 58, 60 of the file's header.
 * @throws RangeError when they lead outside of the file.
 */
export function readSections(file: Buffer): Section[] {
  const start = Number(file.readBigUInt64LE(40));
  const bytes = file.readUInt16LE(58);
  return Array.from({ length: file.readUInt16LE(60) }, (_, index) => {
    const at = start + index * bytes;
    return {
      type: file.readUInt32LE(at + 4),
      address: Number(file.readBigUInt64LE(at + 16)),
      offset: Number(file.readBigUInt64LE(at + 24)),
      size: Number(file.readBigUInt64LE(at + 32)),
      link: file.readUInt32LE(at + 40),
    };
  });
}

/** Reads the strings of the table that belongs to a section of symbols. @throws RangeError for another section. */
export function stringsOf(
  file: Buffer,
  sections: readonly Section[],
  { link }: Section,
): (at: number) => string {
  const table = sections[link];
  if (table === undefined) throw new RangeError(`there is no section ${link}`);
  return (at) => {
    const end = file.indexOf(0, table.offset + at);
    if (end < 0 || at >= table.size) throw new RangeError(`no string at ${at}`);
    return file.toString('latin1', table.offset + at, end);
  };
}
