import { ArchiveError } from './error.ts';
import { decodeName } from './text.ts';

/** One record of a PAX extended header, POSIX pax(1) "pax Extended Header": `LENGTH KEY=VALUE\n`. */
export interface PaxRecord {
  readonly key: string;
  readonly value: Buffer;
  /** The whole record, to be copied. */
  readonly bytes: Buffer;
}

/** @throws ArchiveError `invalid`. */
export function* paxRecords(bytes: Buffer): Generator<PaxRecord> {
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const digits = space < 0 || space - at > 10 ? '' : bytes.toString('latin1', at, space);
    const end = /^\d+$/.test(digits) ? at + Number(digits) : 0;
    const equals = bytes.indexOf(0x3d, space);
    if (end > bytes.length || equals < 0 || equals >= end || bytes[end - 1] !== 0x0a)
      throw new ArchiveError('invalid', 'a PAX header has a record that is not valid');
    yield {
      key: decodeName(bytes.subarray(space + 1, equals)),
      value: bytes.subarray(equals + 1, end - 1),
      bytes: bytes.subarray(at, end),
    };
    at = end;
  }
}

/** A record's bytes; its length counts itself. */
export function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}
