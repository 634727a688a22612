import type { TarMember } from '../../src/tar/read/member.ts';
import { createTarParser } from '../../src/tar/read/parser.ts';

/** A member, with the bytes of its file where they belong (holes are zeros). */
export interface ReadMember extends TarMember {
  readonly content: Buffer;
}

/** Reads an archive whole, fed in chunks of a size. */
export function readTar(bytes: Buffer, chunkSize = 65_536): ReadMember[] {
  const members: ReadMember[] = [];
  const parser = createTarParser({
    member(member) {
      const content = Buffer.alloc(member.type === 'file' ? member.fileSize : 0);
      members.push({ ...member, content });
      return (chunk, offset) => void chunk.copy(content, offset);
    },
  });
  for (let at = 0; at < bytes.length; at += chunkSize) parser.write(bytes.subarray(at, at + chunkSize));
  parser.end();
  return members;
}
