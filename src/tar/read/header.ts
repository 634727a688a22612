import { ArchiveError } from './error.ts';
import { readNumber } from './number.ts';
import { nameField } from './text.ts';

export const BLOCK = 512;

/** A header block, tar(5); POSIX pax(1), "ustar Interchange Format". */
export interface TarHeader {
  readonly path: string;
  readonly linkTarget: string;
  /** The type flag as it is. */
  readonly flag: string;
  readonly mode: number;
  /** Bytes that follow in the archive. */
  readonly size: number;
  readonly block: Buffer;
}

/** @throws ArchiveError `invalid`. */
export function parseHeader(block: Buffer): TarHeader {
  if (!hasChecksum(block)) throw new ArchiveError('invalid', 'a header has a wrong checksum');
  const name = nameField(block, 0, 100);
  const prefix = prefixOf(block);
  const path = prefix === '' ? name : `${prefix}/${name}`;
  return {
    path,
    linkTarget: nameField(block, 157, 257),
    flag: block.toString('latin1', 156, 157),
    mode: readMode(block),
    size: readNumber(block, 124, 136, 'the size of a member'),
    block,
  };
}

/** A header's own checksum, with its field taken as spaces; some old programs summed signed bytes (tar(5)). */
export function hasChecksum(block: Buffer): boolean {
  if (block.length < BLOCK) return false;
  let unsigned = 8 * 32;
  let signed = 8 * 32;
  for (let at = 0; at < BLOCK; at++) {
    if (at === 148) at = 156;
    const byte = block[at] ?? 0;
    unsigned += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  const said = Number.parseInt(block.toString('latin1', 148, 156).replace(/^[ \0]+/, ''), 8);
  return said === unsigned || said === signed;
}

/** Writes the checksum of a header that was made or changed. */
export function writeChecksum(block: Buffer): Buffer {
  block.write('        ', 148, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** ustar's second part of the name; GNU has other things in its place. star's is shorter (tar(5)). */
function prefixOf(block: Buffer): string {
  if (block[345] === 0 || block.toString('latin1', 257, 263) !== 'ustar\0') return '';
  const end = block.toString('latin1', 508, 512) === 'tar\0' ? 476 : 500;
  return nameField(block, 345, end);
}

/** Only the permissions count here, so a strange field is worth no refusal. */
function readMode(block: Buffer): number {
  const mode = Number.parseInt(block.toString('latin1', 100, 108).replace(/^[ \0]+/, ''), 8);
  return Number.isNaN(mode) ? 0 : mode & 0o7777;
}
