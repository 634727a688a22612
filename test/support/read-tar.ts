import type { TarMember } from '../../src/tar/read/member.ts';
import { createTarParser } from '../../src/tar/read/parser.ts';

/** A member, with the bytes of its file where they belong (holes are zeros). */
export interface ReadMember extends TarMember {
  readonly content: Buffer;
}

const copies = (blocks: readonly Buffer[]): Buffer[] => blocks.map((block) => Buffer.from(block));

/** Reads an archive whole, fed in chunks of a size, each of which is written over afterwards. */
export function readTar(bytes: Buffer, chunkSize = 65_536): ReadMember[] {
  const members: ReadMember[] = [];
  const parser = createTarParser({
    member(member) {
      const content = Buffer.alloc(member.type === 'file' ? member.fileSize : 0);
      members.push({ ...member, headers: copies(member.headers), own: copies(member.own), content });
      return (chunk, offset) => void chunk.copy(content, offset);
    },
  });
  for (let at = 0; at < bytes.length; at += chunkSize) {
    const chunk = Buffer.from(bytes.subarray(at, at + chunkSize));
    parser.write(chunk);
    chunk.fill(0xff);
  }
  parser.end();
  return members;
}
