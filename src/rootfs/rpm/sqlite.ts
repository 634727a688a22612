const MAGIC = 'SQLite format 3\0';
const INTERIOR = 5;
const LEAF = 13;

/** Whether a file begins as a database of SQLite 3 (sqlite.org/fileformat2.html, "The Database Header"). */
export function isSqlite(file: Buffer): boolean {
  return file.toString('latin1', 0, MAGIC.length) === MAGIC;
}

/**
 * The blobs in the table `Packages` of rpm's SQLite database (sqlite.org/fileformat2.html; lib/backend/sqlite.c in
 * rpm). Read by our own code, since the file comes with a root filesystem: bounds are checked, and no page counts twice.
 * @throws RangeError for another file.
 */
export function* sqliteBlobs(file: Buffer): Generator<Buffer> {
  const pages = pagesOf(file);
  for (const row of pages.rows(1)) {
    const [type, name, , root] = columns(row);
    if (type?.toString() === 'table' && name?.toString() === 'Packages' && root !== undefined)
      for (const record of pages.rows(root.readUIntBE(0, root.length))) {
        const [, blob] = columns(record);
        if (blob !== undefined) yield blob;
      }
  }
}

function pagesOf(file: Buffer) {
  const size = file.readUInt16BE(16) === 1 ? 65536 : file.readUInt16BE(16);
  const usable = size - file.readUInt8(20);
  if (usable < 480) throw new RangeError('a page is too small');
  const seen = new Set<number>();
  const page = (number: number): Buffer => {
    const bytes = file.subarray((number - 1) * size, number * size);
    if (number < 1 || bytes.length < size || seen.has(number)) throw new RangeError(`no page ${number}`);
    seen.add(number);
    return bytes;
  };

  /** A cell's payload, what does not fit into its page from a chain of others ("Cell Payload Overflow Pages"). */
  function payload(bytes: Buffer, cell: number): Buffer {
    const [length, next] = varint(bytes, cell);
    const [, start] = varint(bytes, next);
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const most = usable - 35;
    const kept = least + ((length - least) % (usable - 4));
    const here = length <= most ? length : kept <= most ? kept : least;
    const first = bytes.subarray(start, start + here);
    if (here === length) return first;
    const parts = [first];
    let left = length - here;
    let number = bytes.readUInt32BE(start + here);
    for (; left > 0; left -= usable - 4) {
      const overflow = page(number);
      parts.push(overflow.subarray(4, 4 + Math.min(left, usable - 4)));
      number = overflow.readUInt32BE(0);
    }
    return Buffer.concat(parts);
  }

  /** The rows of a table b-tree. */
  function* rows(root: number): Generator<Buffer> {
    const waiting = [root];
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      const bytes = page(number);
      const at = number === 1 ? 100 : 0;
      const type = bytes.readUInt8(at);
      const cells = cellsOf(bytes, at, type);
      if (type === LEAF) for (const cell of cells) yield payload(bytes, cell);
      else waiting.push(bytes.readUInt32BE(at + 8), ...cells.map((cell) => bytes.readUInt32BE(cell)));
    }
  }
  return { rows };
}

/** Where the cells of a page of a table are ("B-tree Pages"). */
function cellsOf(page: Buffer, header: number, type: number): number[] {
  if (type !== INTERIOR && type !== LEAF) throw new RangeError('a page is of no table');
  const pointers = header + (type === LEAF ? 8 : 12);
  return Array.from({ length: page.readUInt16BE(header + 3) }, (_, index) =>
    page.readUInt16BE(pointers + index * 2),
  );
}

/** A row's columns ("Record Format"); undefined for NULL, and for the numbers 0 and 1, which have no bytes. */
function columns(record: Buffer): (Buffer | undefined)[] {
  let [data, at] = varint(record, 0);
  const found: (Buffer | undefined)[] = [];
  for (const end = data; at < end; ) {
    const [type, next] = varint(record, at);
    at = next;
    const length = type >= 12 ? Math.floor((type - 12) / 2) : ([0, 1, 2, 3, 4, 6, 8, 8][type] ?? 0);
    found.push(length > 0 ? record.subarray(data, data + length) : undefined);
    data += length;
  }
  return found;
}

/** A number of 7 bits a byte, the highest first; of nine bytes, which no length here has, it is not exact. */
function varint(bytes: Buffer, at: number): [value: number, next: number] {
  let value = 0;
  for (let index = at; index < at + 9; index += 1) {
    const byte = bytes.readUInt8(index);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, index + 1];
  }
  return [value, at + 9];
}
