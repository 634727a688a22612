import { ToolError } from '../errors.ts';
import { readElfHeader } from './header.ts';

/** The tags of the dynamic section that we read (elf(5) "Dynamic tags", and the LSB's symbol versions). */
const TAG = {
  needed: 1,
  strtab: 5,
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
    const segments = readSegments(file);
    const dynamic = segments.find((segment) => segment.type === PT_DYNAMIC);
    return dynamic === undefined ? undefined : describe(file, segments, readTags(file, dynamic));
  });
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

function describe(
  file: Buffer,
  segments: readonly Segment[],
  tags: readonly (readonly [number, number])[],
): DynamicSection {
  const value = (tag: number): number | undefined => tags.find(([name]) => name === tag)?.[1];
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

/** elf(5) "Elf64_Phdr"; e_phoff, e_phentsize and e_phnum are at 32, 54 and 56. */
function readSegments(file: Buffer): Segment[] {
  const start = word(file, 32);
  const entrySize = file.readUInt16LE(54);
  return Array.from({ length: file.readUInt16LE(56) }, (_, index) => {
    const at = start + index * entrySize;
    return {
      type: file.readUInt32LE(at),
      offset: word(file, at + 8),
      address: word(file, at + 16),
      size: word(file, at + 32),
    };
  });
}

/** elf(5) "Elf64_Dyn": pairs of tag and value, up to DT_NULL. */
function readTags(file: Buffer, dynamic: Segment): [number, number][] {
  const tags: [number, number][] = [];
  for (let at = dynamic.offset; at + 16 <= dynamic.offset + dynamic.size; at += 16) {
    const tag = word(file, at);
    if (tag === 0) break;
    tags.push([tag, word(file, at + 8)]);
  }
  return tags;
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
