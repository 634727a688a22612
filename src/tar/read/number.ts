import { ArchiveError } from './error.ts';

/**
 * A numeric field of a header: octal digits, or base 256 when its first bit is set (GNU tar manual, "Extensions";
 * tar(5), "Numeric Extensions").
 * @throws ArchiveError `invalid` for anything else, and for what is negative or not exact in a double.
 */
export function readNumber(field: Buffer, what: string): number {
  const value = ((field[0] ?? 0) & 0x80) === 0 ? octal(field) : base256(field);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new ArchiveError('invalid', `${what} is not a number that a file can have`);
}

/** Spaces and NULs may stand around the digits; an empty field is 0, as old archives have it. */
function octal(field: Buffer): number {
  const digits = field.toString('latin1').replace(/^[ \0]+|[ \0].*$/gs, '');
  if (digits === '') return 0;
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
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
