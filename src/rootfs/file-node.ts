import { ELF_HEADER_BYTES, readElfHeader } from '../elf/header.ts';
import { ToolError } from '../errors.ts';
import type { TarMember } from '../tar/read/member.ts';
import { DATABASE_LIMIT, isRpmDatabase, readRpmDatabase } from './rpm/database.ts';
import type { FileNode } from './tree-node.ts';

/**
 * Files that inspection reads whole: libraries whose symbol versions count, the distribution's name, dpkg's record of
 * packages, apt's and yum's repositories and keys, and programs that tell what they were configured for.
 */
const READ_WHOLE =
  /^(usr\/)?(lib|lib64)\/([^/]+\/)?(libc\.so\.6|libc-2\.\d+\.so|libstdc\+\+\.so\.6[.\d]*|libgcc_s[-.\d]*\.so\.1|ld-musl-aarch64\.so\.1|os-release)$|^etc\/[^/]*-release$|^var\/lib\/dpkg\/status$|^etc\/apt\/(sources\.list(\.d\/[^/]+)?|trusted\.gpg(\.d\/[^/]+)?)$|^(etc\/apt|usr\/share)\/keyrings\/[^/]+$|^etc\/(yum|distro)\.repos\.d\/[^/]+\.repo$|^etc\/(yum|dnf)\/vars\/\w+$|^etc\/pki\/rpm-gpg\/[^/]+$|^(usr\/)?bin\/(bash|make|(aarch64-[\w-]+-)?gcc(-[\d.]+)?)$/;
/** What is larger than this is not one of them. */
const WHOLE_LIMIT = 32 << 20;
/** The first byte of an ELF file. */
const ELF_MAGIC = 0x7f;
/** All of them together, as far as they are not replaced: a hostile archive may have many such names. */
const SUM_LIMIT = 64 << 20;
/** What is replaced in between may be as much again as this; then it is counted what is still there. */
const COUNT_AFTER = 32 << 20;

/** A file that is being read: `take` gets its bytes, and then `node` says what is to be known of it. */
export interface FileReading {
  readonly take: (bytes: Buffer, offset: number) => void;
  node(): FileNode;
}

/**
 * Makes nodes of files, keeping only what inspection needs; nodes without content are shared.
 * @param live how many bytes of contents are still there.
 * @param location what is read, for messages.
 * @throws (when a file begins, or ends) ToolError `rootfs-hostile`.
 */
export function createFileReader(
  live: () => number,
  location: string,
): { begin(member: TarMember, path: string): FileReading } {
  let kept = 0;
  const shared = new Map<string, FileNode>();

  function keep(size: number): void {
    kept += size;
    if (kept <= SUM_LIMIT + COUNT_AFTER) return;
    kept = live() + size;
    if (kept > SUM_LIMIT) throw tooMuch(location);
  }

  return {
    begin(member, path) {
      const { fileSize } = member;
      const executable = (member.mode & 0o111) !== 0;
      if (isRpmDatabase(path) && fileSize <= DATABASE_LIMIT) return readDatabase(fileSize, keep);
      if (READ_WHOLE.test(path) && fileSize <= WHOLE_LIMIT) {
        keep(fileSize);
        return readWhole(fileSize, executable);
      }
      return readHead((machine) => {
        const key = `${executable} ${machine}`;
        const node = shared.get(key) ?? fileNode(executable, machine);
        shared.set(key, node);
        return node;
      });
    },
  };
}

function fileNode(executable: boolean, machine: number | undefined): FileNode {
  return { type: 'file', executable, ...(machine === undefined ? {} : { machine }) };
}

function readWhole(size: number, executable: boolean): FileReading {
  const content = Buffer.alloc(size);
  return {
    take: (chunk, offset) => void chunk.copy(content, Math.min(offset, size)),
    node: () => ({ ...fileNode(executable, readElfHeader(content)?.machine), content }),
  };
}

function tooMuch(location: string): ToolError {
  return new ToolError(
    'rootfs-hostile',
    `rootfs: ${location} has more than ${SUM_LIMIT >> 20} MiB of C libraries, compilers and lists of packages`,
    'is it a root filesystem? Make it with fewer of these',
  );
}

/** Its content is RpmDatabase as JSON; none when it cannot be read. */
function readDatabase(size: number, keep: (size: number) => void): FileReading {
  const { take, node } = readWhole(size, false);
  return {
    take,
    node() {
      const database = readRpmDatabase(node().content ?? Buffer.alloc(0));
      if (database === undefined) return fileNode(false, undefined);
      const content = Buffer.from(JSON.stringify(database));
      keep(content.length);
      return { ...fileNode(false, undefined), content };
    },
  };
}

/** The header of an ELF file comes in one chunk, but where a chunk ends within it. */
function readHead(node: (machine: number | undefined) => FileNode): FileReading {
  let head: Buffer | undefined;
  return {
    take(chunk, offset) {
      if (offset >= ELF_HEADER_BYTES || (head === undefined && chunk[0] !== ELF_MAGIC)) return;
      head ??= Buffer.alloc(ELF_HEADER_BYTES);
      chunk.copy(head, offset);
    },
    node: () => node(head && readElfHeader(head)?.machine),
  };
}
