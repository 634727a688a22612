import { BLOCK, writeChecksum } from '../../tar/read/header.ts';
import type { TarMember } from '../../tar/read/member.ts';
import { paxRecord } from '../../tar/read/pax.ts';
import { encodeName } from '../../tar/read/text.ts';
import { posixHeaders, sparseRecords } from './engine-form.ts';

/**
 * The header blocks of a member under another path, with another link target, or in the form that engines take. The
 * header itself and all other attributes stay as they are, byte for byte, but for a type that engines refuse: a PAX
 * header before it says what is new, and takes precedence.
 */
export function relabel(member: TarMember, change: { path?: string; linkTarget?: string }): Buffer[] {
  // A sparse file's PAX header keeps the name in a record of its own, which precedes `path`.
  const isSparse = member.pax.some(({ key }) => key === 'GNU.sparse.name');
  const names = new Map([
    ...sparseRecords(member),
    [isSparse ? 'GNU.sparse.name' : 'path', encodeName(change.path ?? member.path)],
    ...(member.type === 'link'
      ? [['linkpath', encodeName(change.linkTarget ?? member.linkTarget)] as const]
      : []),
  ]);
  const kept = member.pax.filter(({ key }) => !names.has(key)).map(({ bytes }) => bytes);
  const records = Buffer.concat([...kept, ...[...names].map(([key, value]) => paxRecord(key, value))]);
  const padding = Buffer.alloc((BLOCK - (records.length % BLOCK)) % BLOCK);
  return [paxHeader(records.length), records, padding, ...posixHeaders(member)];
}

/** POSIX pax(1): a header of type x for what follows it; with neither owner nor time, so that it is always the same. */
function paxHeader(size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number): void =>
    void block.write(`${value.toString(8).padStart(digits, '0')}\0`, at, 'latin1');
  block.write('PaxHeaders/relabelled', 0, 'latin1');
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(0, 136, 11);
  block.write('x', 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  return writeChecksum(block);
}
