import { isAscii, isUtf8 } from 'node:buffer';

/**
 * Bytes of a name as text, so that different names stay different: UTF-8 where they are, else each byte above
 * 0x7f as a lone surrogate U+DC80…U+DCFF (Python's PEP 383), which no valid name can contain.
 */
export function decodeName(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return bytes
    .toString('latin1')
    .replace(/[\x80-\xff]/g, (byte) => String.fromCharCode(0xdc00 + byte.charCodeAt(0)));
}

/** The bytes of a text that {@link decodeName} made. */
export function encodeName(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  return Buffer.concat(
    Array.from(text, (part) => {
      const code = part.charCodeAt(0);
      const alone = part.length === 1 && code >= 0xdc80 && code <= 0xdcff;
      return alone ? Buffer.from([code - 0xdc00]) : Buffer.from(part, 'utf8');
    }),
  );
}

/** Up to the first NUL, as fields of a header end. */
export function untilNul(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

const BEYOND_ASCII = /[\x80-\xff]/;

/** The name in a field of a header. Most are ASCII, and a header has many: no buffer is made for these. */
export function nameField(block: Buffer, start: number, end: number): string {
  if (block[start] === 0) return '';
  const nul = block.indexOf(0, start);
  const stop = nul < 0 || nul > end ? end : nul;
  const text = block.toString('latin1', start, stop);
  return BEYOND_ASCII.test(text) ? decodeName(block.subarray(start, stop)) : text;
}
