import { ToolError } from '../errors.ts';
import { readElfHeader } from './header.ts';

/** The tags of the dynamic section that we read (elf(5) "Dynamic tags", and the LSB's symbol versions). */
const TAG = {
  needed: 1,
  strtab: 5,
  strsz: 10,
  soname: 14,
  rpath: 15,
  runpath: 29,
  verdef: 0x6ffffffc,
  verdefnum: 0x6ffffffd,
  verneed: 0x6ffffffe,
  verneednum: 0x6fffffff,
};
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;

/** A 64-bit little-endian ELF file's dynamic section, addresses already turned into offsets in the file. */
export interface DynamicSection {
  readonly file: Buffer;
  readonly interpreter?: string;
  readonly soname?: string;
  /** Names of the libraries that it needs (DT_NEEDED). */
  readonly needed: readonly string[];
  /** Where it has its libraries looked for (DT_RUNPATH, or the older DT_RPATH), and where in the file that stands. */
  readonly runpath?: { readonly text: string; readonly offset: number };
  readonly verdef?: { readonly offset: number; readonly count: number };
  readonly verneed?: { readonly offset: number; readonly count: number };
  /** A string of the dynamic string table. */
  string(at: number): string;
}

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/** Bytes of a file from an offset on. Throws RangeError when the file has not as many. */
export type ReadBytes = (offset: number, length: number) => Buffer;

/**
 * Reads the dynamic section by way of the program headers, which, unlike section headers, every file that
 * can be loaded has.
 * @returns undefined for a file that is no 64-bit little-endian ELF file, or has no dynamic section.
 * @throws ToolError `elf-malformed` when offsets point outside of the file.
 */
export function readDynamicSection(bytes: Uint8Array): DynamicSection | undefined {
  const header = readElfHeader(bytes);
  if (header?.bits !== 64 || !header.littleEndian) return undefined;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return orMalformed(() => {
    const read = partsOf(file);
    const segments = readSegments(read);
    const tags = readTags(read, segments);
    return tags && describe(file, segments, tags);
  });
}

/**
 * Names of the libraries that a 64-bit little-endian ELF file needs (DT_NEEDED), from as little of it as tells them.
 * @returns none for a static program. @throws ToolError `elf-malformed`.
 */
export function readNeeded(read: ReadBytes): string[] {
  return orMalformed(() => {
    const segments = readSegments(read);
    const tags = readTags(read, segments) ?? [];
    const needed = tags.filter(([tag]) => tag === TAG.needed);
    if (needed.length === 0) return [];
    const strings = read(offsetOf(lookUp(tags, TAG.strtab) ?? 0, segments), lookUp(tags, TAG.strsz) ?? 0);
    return needed.map(([, at]) => cString(strings, at));
  });
}

function partsOf(file: Buffer): ReadBytes {
  return (offset, length) => {
    if (offset + length > file.length) throw new RangeError(`no ${length} bytes at ${offset}`);
    return file.subarray(offset, offset + length);
  };
}

/** Runs a reader of ELF structures; Buffer's own range checks find the pointers that lead outside. */
export function orMalformed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ToolError(
      'elf-malformed',
      'an ELF file is damaged',
      'make the archive again from intact files',
      {
        cause: error,
      },
    );
  }
}

/** What `read` gives; its error `elf-malformed` names the file. */
export function ofFile<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ToolError && error.code === 'elf-malformed')) throw error;
    throw new ToolError(error.code, `${name} is a damaged ELF file`, error.hint, { cause: error });
  }
}

function describe(file: Buffer, segments: readonly Segment[], tags: readonly Tag[]): DynamicSection {
  const value = (tag: number): number | undefined => lookUp(tags, tag);
  const table = offsetOf(value(TAG.strtab) ?? 0, segments);
  const string = (at: number): string => cString(file, table + at);
  const versions = (start: number | undefined, count: number | undefined) =>
    start === undefined ? undefined : { offset: offsetOf(start, segments), count: count ?? 0 };
  const interpreter = segments.find((segment) => segment.type === PT_INTERP);
  const soname = value(TAG.soname);
  const runpath = value(TAG.runpath) ?? value(TAG.rpath);
  const verdef = versions(value(TAG.verdef), value(TAG.verdefnum));
  const verneed = versions(value(TAG.verneed), value(TAG.verneednum));
  return {
    file,
    string,
    needed: tags.filter(([tag]) => tag === TAG.needed).map(([, at]) => string(at)),
    ...(interpreter && { interpreter: cString(file, interpreter.offset) }),
    ...(soname !== undefined && { soname: string(soname) }),
    ...(runpath !== undefined && { runpath: { text: string(runpath), offset: table + runpath } }),
    ...(verdef && { verdef }),
    ...(verneed && { verneed }),
  };
}

/** elf(5) "Elf64_Phdr"; e_phoff, e_phentsize and e_phnum are at 32, 54 and 56 of the 64 bytes of the header. */
function readSegments(read: ReadBytes): Segment[] {
  const header = read(0, 64);
  const entrySize = header.readUInt16LE(54);
  const count = header.readUInt16LE(56);
  const table = read(word(header, 32), entrySize * count);
  return Array.from({ length: count }, (_, index) => {
    const at = index * entrySize;
    return {
      type: table.readUInt32LE(at),
      offset: word(table, at + 8),
      address: word(table, at + 16),
      size: word(table, at + 32),
    };
  });
}

/** Tag and value. */
type Tag = readonly [number, number];

/** elf(5) "Elf64_Dyn": pairs of tag and value, up to DT_NULL; undefined when there is no such segment. */
function readTags(read: ReadBytes, segments: readonly Segment[]): Tag[] | undefined {
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  if (dynamic === undefined) return undefined;
  const bytes = read(dynamic.offset, dynamic.size);
  const tags: Tag[] = [];
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    const tag = word(bytes, at);
    if (tag === 0) break;
    tags.push([tag, word(bytes, at + 8)]);
  }
  return tags;
}

function lookUp(tags: readonly Tag[], name: number): number | undefined {
  return tags.find(([tag]) => tag === name)?.[1];
}

function offsetOf(address: number, segments: readonly Segment[]): number {
  const segment = segments.find(
    ({ type, address: start, size }) => type === PT_LOAD && address >= start && address < start + size,
  );
  if (segment === undefined) throw new RangeError(`address ${address} is in no segment`);
  return address - segment.address + segment.offset;
}

/** A 64-bit number; those beyond 2^53 lead outside of any file and so fail the range check. */
function word(file: Buffer, at: number): number {
  return Number(file.readBigUInt64LE(at));
}

function cString(file: Buffer, at: number): string {
  const end = file.indexOf(0, at);
  if (at > file.length || end < 0) throw new RangeError(`no string at ${at}`);
  return file.toString('latin1', at, end);
}
