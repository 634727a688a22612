/** DB_HASHMAGIC, and kinds of pages and items: Berkeley DB's src/dbinc/db_page.h. */
const MAGIC = 0x061561;
const HASH_PAGES: readonly number[] = [2, 13];
const ON_PAGE = 1;
const OFF_PAGE = 3;
const HEADER_BYTES = 26;

/** Whether a file begins as a hash of Berkeley DB's. */
export function isBerkeleyHash(file: Buffer): boolean {
  return file.length >= 512 && file.readUInt32LE(12) === MAGIC;
}

/**
 * The values in a hash of Berkeley DB, as which rpm kept its packages before SQLite (Amazon Linux 2, RHEL 7 and 8).
 * Written on a little-endian machine. No page of a value counts twice.
 * @throws RangeError for another file.
 */
export function* berkeleyValues(file: Buffer): Generator<Buffer> {
  const size = file.readUInt32LE(20);
  if (size < 512 || size > 65536) throw new RangeError(`pages of ${size} bytes`);
  const seen = new Set<number>();
  const page = (number: number): Buffer => {
    const bytes = file.subarray(number * size, (number + 1) * size);
    if (bytes.length < size) throw new RangeError(`no page ${number}`);
    return bytes;
  };

  /** A value on a chain of overflow pages. */
  function chain(first: number, length: number): Buffer {
    const parts: Buffer[] = [];
    let left = length;
    for (let number = first; left > 0; ) {
      if (seen.has(number)) throw new RangeError(`page ${number} comes twice`);
      seen.add(number);
      const bytes = page(number);
      const here = Math.min(left, bytes.readUInt16LE(22));
      if (here === 0) throw new RangeError(`page ${number} is empty`);
      parts.push(bytes.subarray(HEADER_BYTES, HEADER_BYTES + here));
      left -= here;
      number = bytes.readUInt32LE(16);
    }
    return Buffer.concat(parts);
  }

  for (let number = 1; (number + 1) * size <= file.length; number += 1) {
    const bytes = page(number);
    if (!HASH_PAGES.includes(bytes.readUInt8(25))) continue;
    // Keys and values take turns; they fill a page from its end.
    for (let index = 1; index < bytes.readUInt16LE(20); index += 2) {
      const at = bytes.readUInt16LE(HEADER_BYTES + index * 2);
      const end = bytes.readUInt16LE(HEADER_BYTES + index * 2 - 2);
      const kind = bytes.readUInt8(at);
      if (kind === ON_PAGE) yield bytes.subarray(at + 1, end);
      if (kind === OFF_PAGE) yield chain(bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at + 8));
    }
  }
}
