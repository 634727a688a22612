import { orMalformed } from './dynamic.ts';

const MAGIC = '!<arch>\n';
const HEADER_BYTES = 60;

/**
 * The files in a static library, without its index and its table of long names (ar(5), "GNU variant").
 * @returns undefined for what is no archive.
 * @throws ToolError `elf-malformed` for one that is cut off.
 */
export function archiveMembers(bytes: Uint8Array): Buffer[] | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  return orMalformed(() => readMembers(file));
}

function readMembers(file: Buffer): Buffer[] {
  const members: Buffer[] = [];
  for (let at = MAGIC.length; at + HEADER_BYTES <= file.length; ) {
    const name = file.toString('latin1', at, at + 16).trimEnd();
    const size = Number.parseInt(file.toString('latin1', at + 48, at + 58), 10);
    const start = at + HEADER_BYTES;
    if (!(size >= 0) || start + size > file.length) throw new RangeError(`member at ${at} is cut off`);
    // `/` and `/SYM64/` are indexes, `//` holds long names; `/123` is a long name's place.
    if (!/^\/(\/|SYM64\/)?$/.test(name)) members.push(file.subarray(start, start + size));
    at = start + size + (size % 2);
  }
  return members;
}
