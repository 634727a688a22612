import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import { RootfsTree, type TreeNode } from './tree.ts';

/**
 * Files that inspection reads whole: libraries whose symbol versions count, the distribution's name, dpkg's record of
 * packages, and programs that have their host type compiled in.
 */
const READ_WHOLE =
  /^(usr\/)?(lib|lib64)\/([^/]+\/)?(libc\.so\.6|libc-2\.\d+\.so|libstdc\+\+\.so\.6[.\d]*|libgcc_s[-.\d]*\.so\.1|ld-musl-aarch64\.so\.1|os-release)$|^etc\/[^/]*-release$|^var\/lib\/dpkg\/status$|^(usr\/)?bin\/(bash|make)$/;
/** What is larger than this is none of them. */
const WHOLE_LIMIT = 32 * 1024 * 1024;
const HEAD_BYTES = 64;

/**
 * Reads a tar archive once, to its end, and keeps its names and what inspection needs of its files.
 * @throws what tar-stream throws for a damaged archive, or the source's error.
 */
export async function scanTar(source: Readable, signal: AbortSignal): Promise<RootfsTree> {
  const tree = new RootfsTree();
  const archive = extract();
  archive.on('entry', (header, body, next) => {
    const wanted = wantedBytes(header);
    const chunks: Buffer[] = [];
    let kept = 0;
    body.on('data', (chunk) => {
      const bytes = chunk as Buffer;
      if (kept < wanted) chunks.push(Buffer.from(bytes.subarray(0, wanted - kept)));
      kept += bytes.length;
    });
    body.on('error', next);
    body.on('end', () => {
      addEntry(tree, header, Buffer.concat(chunks));
      next();
    });
  });
  await pipeline(source, archive, { signal });
  return tree;
}

function isWhole({ name, size }: Header): boolean {
  return READ_WHOLE.test(name.replace(/^(\.?\/)+/, '')) && size <= WHOLE_LIMIT;
}

function wantedBytes(header: Header): number {
  if (header.type !== 'file' && header.type !== 'contiguous-file') return 0;
  return isWhole(header) ? WHOLE_LIMIT : HEAD_BYTES;
}

function addEntry(tree: RootfsTree, header: Header, bytes: Buffer): void {
  const path = nameOf(header);
  if (header.type === 'link') tree.addHardLink(path, header.linkname);
  else tree.add(path, nodeOf(header, bytes));
}

/** A sparse file in PAX format has its real name in an attribute (GNU tar manual, "PAX 1"). */
function nameOf({ name, pax }: Header): string {
  const attributes = (pax ?? {}) as Readonly<Record<string, string>>;
  return attributes['GNU.sparse.name'] ?? name;
}

/** tar-stream gives kinds that it does not know, such as sparse files in the old format, no type. */
function nodeOf(header: Header, bytes: Buffer): TreeNode {
  switch (header.type) {
    case 'directory':
      return { type: 'directory' };
    case 'symlink':
      return { type: 'symlink', target: header.linkname };
    case 'file':
    case 'contiguous-file':
      return {
        type: 'file',
        executable: (header.mode & 0o111) !== 0,
        head: bytes.subarray(0, HEAD_BYTES),
        ...(isWhole(header) && { content: bytes }),
      };
    default:
      return { type: 'other' };
  }
}
