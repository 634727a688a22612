import { lookUp, readTags, TAG } from './dynamic-tags.ts';
import { findReferences } from './references.ts';
import { loadSegments, partsOf, readSegments, type Segment } from './segments.ts';

const PAGE = 4096;

/**
 * A copy of an x86-64 program or library in which whole C strings are others, longer ones too: the new string goes
 * into the unused end of a read-only segment's last page, and whatever points to the old one is made to point there.
 * That is position-independent code's `lea` relative to rip, and words that the loader relocates. `replace` is asked
 * about every string with `marker` in it and gives the new one, or undefined to leave it. Undefined when nothing is to
 * be replaced.
 * @throws a plain Error for a string that nothing points to, or that there is no room for: then the program is not
 *   built as we know it.
 */
export function retargetStrings(
  elf: Buffer,
  marker: string,
  replace: (text: string) => string | undefined,
): Buffer | undefined {
  const segments = loadSegments(elf);
  if (
    !segments.some(
      ({ writable, offset, size }) => !writable && elf.subarray(offset, offset + size).includes(marker),
    )
  )
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

/** Addresses of the dynamic string table: symbols, sonames, run paths, which are the loader's and not the program's. */
function linkerNames(elf: Buffer): { start: number; end: number } {
  const read = partsOf(elf);
  const tags = readTags(read, readSegments(read)) ?? [];
  const start = lookUp(tags, TAG.strtab) ?? 0;
  return { start, end: start + (lookUp(tags, TAG.strsz) ?? 0) };
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
    const bytes = elf.subarray(offset, offset + size);
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
