import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ifThere } from '../../files/if-there.ts';
import { createTarParser } from '../../tar/read/parser.ts';
import { memberPath } from '../member-path.ts';

/** A file of an image on disk. */
export interface ImageFile {
  readonly size: number;
  open(): Readable;
}

/** The files of an image on disk, in a directory or in a tar archive. */
export interface FileSet {
  /** A regular file by its path; undefined when there is none. */
  find(path: string): Promise<ImageFile | undefined>;
}

/** More than any index, manifest or configuration has. */
const MAX_DOCUMENT = 8 << 20;

/** A small document whole; undefined when there is none, or it is larger than any such document. */
export async function readDocument(files: FileSet, path: string): Promise<Buffer | undefined> {
  const file = await files.find(path);
  return file === undefined || file.size > MAX_DOCUMENT ? undefined : buffer(file.open());
}

/** Links count as missing: a layout has none, and one could lead anywhere. */
export function directoryFiles(directory: string): FileSet {
  return {
    async find(path) {
      const file = join(directory, path);
      const info = await ifThere(lstat(file), 'ENOTDIR');
      return info?.isFile() ? { size: info.size, open: () => createReadStream(file) } : undefined;
    },
  };
}

/** How many members an archive of an image may have; it has two or three for each layer. */
const MAX_MEMBERS = 100_000;

/**
 * Reads an uncompressed archive once for where its members are: while it is written, or from its file. Links in it (old
 * versions of docker save have some for layers that occur twice) are followed once.
 * @throws ArchiveError, ToolError `rootfs-unsafe`.
 */
export async function archiveFiles(
  archive: string,
  signal: AbortSignal,
  bytes: AsyncIterable<Buffer> = createReadStream(archive, { highWaterMark: 1 << 20, signal }),
): Promise<FileSet> {
  const places = new Map<string, { start: number; size: number }>();
  const links = new Map<string, string>();
  const parser = createTarParser({
    member({ type, path, linkTarget, size, dataOffset, extents, mapInData }) {
      const name = memberPath(path, archive);
      if (places.size + links.size > MAX_MEMBERS || extents !== undefined || mapInData) return undefined;
      if (type === 'file') places.set(name, { start: dataOffset, size });
      else if (type === 'link') links.set(name, memberPath(linkTarget, archive));
      else if (type === 'symlink') links.set(name, memberPath(join(name, '..', linkTarget), archive));
      return undefined;
    },
  });
  for await (const chunk of bytes) parser.write(chunk);
  parser.end();
  return {
    async find(path) {
      const place = places.get(path) ?? places.get(links.get(path) ?? '');
      if (place === undefined) return undefined;
      const { start, size } = place;
      if (size === 0) return { size, open: () => Readable.from([]) };
      return { size, open: () => createReadStream(archive, { start, end: start + size - 1 }) };
    },
  };
}
