import { ELF_HEADER_BYTES, readElfHeader } from '../elf/header.ts';
import type { TarMember } from '../tar/read/member.ts';
import type { FileNode } from './tree.ts';

/**
 * Files that inspection reads whole: libraries whose symbol versions count, the distribution's name, dpkg's record of
 * packages, and programs that tell what they were configured for.
 */
const READ_WHOLE =
  /^(usr\/)?(lib|lib64)\/([^/]+\/)?(libc\.so\.6|libc-2\.\d+\.so|libstdc\+\+\.so\.6[.\d]*|libgcc_s[-.\d]*\.so\.1|ld-musl-aarch64\.so\.1|os-release)$|^etc\/[^/]*-release$|^var\/lib\/dpkg\/status$|^(usr\/)?bin\/(bash|make|(aarch64-[\w-]+-)?gcc(-[\d.]+)?)$/;
/** What is larger than this is none of them. */
const WHOLE_LIMIT = 32 << 20;
/** All of them together: a hostile archive may have these names again and again. */
const SUM_LIMIT = 64 << 20;

/** A file that is being read: `take` gets its bytes, and then `node` says what is to be known of it. */
export interface FileReading {
  readonly take: (bytes: Buffer, offset: number) => void;
  node(): FileNode;
}

/** Makes nodes of files, keeping only what inspection needs; nodes without content are shared. */
export function createFileReader(): { begin(member: TarMember, path: string): FileReading } {
  let kept = 0;
  const shared = new Map<string, FileNode>();
  return {
    begin(member, path) {
      const { fileSize } = member;
      const whole = READ_WHOLE.test(path) && fileSize <= WHOLE_LIMIT && kept + fileSize <= SUM_LIMIT;
      const bytes = Buffer.alloc(whole ? fileSize : Math.min(ELF_HEADER_BYTES, fileSize));
      if (whole) kept += fileSize;
      const executable = (member.mode & 0o111) !== 0;
      return {
        take(chunk, offset) {
          if (offset < bytes.length) chunk.copy(bytes, offset);
        },
        node() {
          const machine = readElfHeader(bytes)?.machine;
          const node: FileNode = { type: 'file', executable, ...(machine === undefined ? {} : { machine }) };
          if (whole) return { ...node, content: bytes };
          const key = `${executable} ${machine}`;
          const known = shared.get(key) ?? node;
          shared.set(key, known);
          return known;
        },
      };
    },
  };
}
