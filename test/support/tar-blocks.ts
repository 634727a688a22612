import { writeChecksum } from '../../src/tar/read/header.ts';
import { paxRecord } from '../../src/tar/read/pax.ts';

const BLOCK = 512;

/** A header's fields as bytes, so that a test can say what no tar would write. */
export interface BlockFields {
  readonly name?: string | Buffer;
  readonly type?: string;
  readonly link?: string | Buffer;
  readonly mode?: string;
  readonly size?: number | Buffer | string;
  readonly magic?: string;
  readonly prefix?: string;
  /** Bytes to put somewhere else, by offset. */
  readonly at?: Readonly<Record<number, Buffer | string>>;
}

/** One header block with a right checksum, tar(5). */
export function headerBlock(fields: BlockFields): Buffer {
  const { name = 'file', type = '0', link = '', mode = '0000755', size = 0, magic = 'ustar\x0000' } = fields;
  const block = Buffer.alloc(BLOCK);
  const put = (value: string | Buffer, at: number): void => {
    Buffer.from(value as Buffer).copy(block, at);
  };
  put(name, 0);
  put(`${mode}\0`, 100);
  put('0000000\0', 108);
  put('0000000\0', 116);
  put(typeof size === 'number' ? `${size.toString(8).padStart(11, '0')}\0` : size, 124);
  put('00000000000\0', 136);
  put(type, 156);
  put(link, 157);
  put(magic, 257);
  put(fields.prefix ?? '', 345);
  for (const [at, value] of Object.entries(fields.at ?? {})) put(value, Number(at));
  return writeChecksum(block);
}

/** Data padded to whole blocks. */
export function padded(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK)]);
}

/** A header and its data. */
export function member(fields: BlockFields, data: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(data as Buffer);
  return Buffer.concat([headerBlock({ size: bytes.length, ...fields }), padded(bytes)]);
}

/** A PAX extended header; a list, since a key may occur again and again. */
export function paxHeader(records: readonly (readonly [string, string | Buffer])[], type = 'x'): Buffer {
  const data = Buffer.concat(records.map(([key, value]) => paxRecord(key, Buffer.from(value as Buffer))));
  return member({ name: 'PaxHeaders/x', type }, data);
}

/** A whole archive. */
export function archive(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}
