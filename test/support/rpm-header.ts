/** A package to be, as rpm's database has it. */
interface HeaderFields {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly epoch?: number;
  /** Names and versions that it provides, `''` for none. */
  readonly provides?: Readonly<Record<string, string>>;
  /** Further bytes, as a long changelog would be. */
  readonly padding?: number;
}

const [INT32, STRING, BINARY, STRINGS] = [4, 6, 7, 8];

/** A header without the magic (rpm's docs/manual/format_header.md). */
export function rpmHeader(fields: HeaderFields): Buffer {
  const provides = Object.entries(fields.provides ?? {});
  const text = (...texts: readonly string[]) => Buffer.from(texts.map((item) => `${item}\0`).join(''));
  const numbers = (...values: readonly number[]) => {
    const bytes = Buffer.alloc(values.length * 4);
    for (const [index, value] of values.entries()) bytes.writeInt32BE(value, index * 4);
    return bytes;
  };
  const entries: [tag: number, type: number | undefined, count: number, bytes: Buffer][] = [
    [1000, STRING, 1, text(fields.name)],
    [1001, STRING, 1, text(fields.version)],
    [1002, STRING, 1, text(fields.release)],
  ];
  if (fields.epoch !== undefined) entries.push([1003, INT32, 1, numbers(fields.epoch)]);
  if (provides.length > 0)
    entries.push(
      [1047, STRINGS, provides.length, text(...provides.map(([name]) => name))],
      [1112, INT32, provides.length, numbers(...provides.map(([, version]) => (version === '' ? 0 : 8)))],
      [1113, STRINGS, provides.length, text(...provides.map(([, version]) => version))],
    );
  if (fields.padding !== undefined)
    entries.push([1146, BINARY, fields.padding, Buffer.alloc(fields.padding, 'x')]);
  let offset = 0;
  const index = entries.map(([tag, type = 0, count, bytes]) => {
    const entry = numbers(tag, type, offset, count);
    offset += bytes.length;
    return entry;
  });
  return Buffer.concat([numbers(entries.length, offset), ...index, ...entries.map(([, , , bytes]) => bytes)]);
}
