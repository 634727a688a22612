import { ToolError } from '../errors.ts';
import { lookUp, readTags, TAG, type Tag } from './dynamic-tags.ts';
import { readElfHeader } from './header.ts';
import { offsetOf, PT, partsOf, type ReadBytes, readSegments, type Segment } from './segments.ts';

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
    const needed = tags.filter(({ tag }) => tag === TAG.needed);
    if (needed.length === 0) return [];
    const strings = read(offsetOf(lookUp(tags, TAG.strtab) ?? 0, segments), lookUp(tags, TAG.strsz) ?? 0);
    return needed.map(({ value: at }) => cString(strings, at));
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
  const interpreter = segments.find((segment) => segment.type === PT.interp);
  const soname = value(TAG.soname);
  const runpath = value(TAG.runpath) ?? value(TAG.rpath);
  const verdef = versions(value(TAG.verdef), value(TAG.verdefnum));
  const verneed = versions(value(TAG.verneed), value(TAG.verneednum));
  return {
    file,
    string,
    needed: tags.filter(({ tag }) => tag === TAG.needed).map(({ value: at }) => string(at)),
    ...(interpreter && { interpreter: cString(file, interpreter.offset) }),
    ...(soname !== undefined && { soname: string(soname) }),
    ...(runpath !== undefined && { runpath: { text: string(runpath), offset: table + runpath } }),
    ...(verdef && { verdef }),
    ...(verneed && { verneed }),
  };
}

function cString(file: Buffer, at: number): string {
  const end = file.indexOf(0, at);
  if (at > file.length || end < 0) throw new RangeError(`no string at ${at}`);
  return file.toString('latin1', at, end);
}
