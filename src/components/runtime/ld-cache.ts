/** One library in the cache: the name asked for and its absolute path. */
export interface CacheEntry {
  readonly soname: string;
  readonly path: string;
}

const HEADER_SIZE = 48;
const ENTRY_SIZE = 24;
/** FLAG_ELF_LIBC6 | FLAG_X8664_LIB64, glibc sysdeps/generic/ldconfig.h. */
const FLAGS_X86_64_LIBC6 = 0x0303;
/** cache_file_new_flags_endian_little, glibc sysdeps/generic/dl-cache.h. */
const LITTLE_ENDIAN = 2;

/**
 * The loader's cache in the format of ld.so.cache since glibc 2.2, without the old format before it (struct
 * cache_file_new in glibc's sysdeps/generic/dl-cache.h): header, entries in descending order, strings.
 * @throws a plain Error for a soname that comes twice, which would be a bug of the caller.
 */
export function writeLdCache(libraries: readonly CacheEntry[]): Buffer {
  const sorted = [...libraries].sort((a, b) => compareLibraryNames(b.soname, a.soname));
  const twice = sorted.find((entry, index) => entry.soname === sorted[index + 1]?.soname);
  if (twice) throw new Error(`two libraries named ${twice.soname}`);
  const start = HEADER_SIZE + ENTRY_SIZE * sorted.length;
  const strings: Buffer[] = [];
  const entries = Buffer.alloc(ENTRY_SIZE * sorted.length);
  let offset = start;
  const add = (text: string): number => {
    const at = offset;
    strings.push(Buffer.from(`${text}\0`));
    offset += Buffer.byteLength(text) + 1;
    return at;
  };
  sorted.forEach(({ soname, path }, index) => {
    entries.writeUInt32LE(FLAGS_X86_64_LIBC6, index * ENTRY_SIZE);
    entries.writeUInt32LE(add(soname), index * ENTRY_SIZE + 4);
    entries.writeUInt32LE(add(path), index * ENTRY_SIZE + 8);
  });
  return Buffer.concat([header(sorted.length, offset - start), entries, ...strings]);
}

function header(count: number, stringsSize: number): Buffer {
  const bytes = Buffer.alloc(HEADER_SIZE);
  bytes.write('glibc-ld.so.cache1.1', 0, 'latin1');
  bytes.writeUInt32LE(count, 20);
  bytes.writeUInt32LE(stringsSize, 24);
  bytes.writeUInt8(LITTLE_ENDIAN, 28);
  return bytes;
}

/**
 * The order of names in the cache, that of _dl_cache_libcmp (glibc elf/dl-cache.c): runs of digits count as
 * numbers, and a digit comes after any other character. The loader searches by halves, so it must be exact.
 */
export function compareLibraryNames(a: string, b: string): number {
  const left = a.match(/\d+|[^\d]/g) ?? [];
  const right = b.match(/\d+|[^\d]/g) ?? [];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareParts(left[index] ?? '', right[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function compareParts(a: string, b: string): number {
  const digits = Number(isDigit(a)) - Number(isDigit(b));
  if (digits !== 0) return digits;
  // An ended name compares as the NUL character.
  return isDigit(a) ? Number(a) - Number(b) : codeOf(a) - codeOf(b);
}

function isDigit(part: string): boolean {
  return /^\d/.test(part);
}

function codeOf(part: string): number {
  return part === '' ? 0 : part.charCodeAt(0);
}
