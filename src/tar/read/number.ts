import { ArchiveError } from './error.ts';

/**
 * A numeric field of a header, from `start` to `end`: octal digits, or base 256 when its first bit is set (GNU tar
 * manual, "Extensions"; tar(5), "Numeric Extensions").
 * @throws ArchiveError `invalid` for anything else, and for what is negative or not exact in a double.
 */
export function readNumber(block: Buffer, start: number, end: number, what: string): number {
  const isBinary = ((block[start] ?? 0) & 0x80) !== 0;
  const value = isBinary ? base256(block.subarray(start, end)) : octal(block.toString('latin1', start, end));
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new ArchiveError('invalid', `${what} is not a number that a file can have`);
}

/** Spaces and NULs may stand around the digits; an empty field is 0, as old archives have it. */
function octal(field: string): number {
  const digits = /^[ \0]*([0-7]*)(?:[ \0]|$)/.exec(field)?.[1];
  if (digits === undefined) return Number.NaN;
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

/** Two's complement, most significant byte first; the first bit is the mark, the second the sign. */
function base256(field: Buffer): number {
  if (((field[0] ?? 0) & 0x40) !== 0) return Number.NaN;
  return field.reduce((value, byte, index) => value * 256 + (index === 0 ? byte & 0x3f : byte), 0);
}

/** Decimal digits, as PAX records have them. */
export function readDecimal(text: string, what: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new ArchiveError('invalid', `${what} is not a number that a file can have`);
}
