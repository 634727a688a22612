import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Compression, detectCompression, MAGIC_BYTES, openDecompressed } from '../../compress/unpack.ts';
import { ToolError } from '../../errors.ts';
import { digestFile } from '../../files/digest-file.ts';
import { filePieces } from '../../files/file-pieces.ts';
import { fileState } from '../../files/file-state.ts';
import { isDirectory } from '../../files/if-there.ts';
import type { Host } from '../../host/host.ts';
import { digestHex } from '../../image/digest.ts';
import type { Digest } from '../../image/layer.ts';
import { requireChecksum } from '../../source/checksum.ts';
import type { SourceSpec } from '../../source/spec.ts';
import { createPace } from '../pace.ts';
import type { FoundRootfs } from './found.ts';
import { rememberedDigest } from './remembered-digest.ts';

const PIECE = 1 << 20;

/** A file on disk, and what the user calls it. */
export interface LocalFile {
  readonly path: string;
  readonly source: SourceSpec;
}

/** What a file held when it was read. */
interface FileContent {
  readonly digest: Digest;
  readonly size: number;
  /** Whether nobody has written to it since then. */
  isUnchanged(): Promise<boolean>;
}

/**
 * Reads a file for its digest, at least where a checksum was given for it.
 * @throws ToolError `checksum-mismatch`; the file system's error.
 */
export async function contentOf({ path, source }: LocalFile, host: Host): Promise<FileContent> {
  host.progress(`reading ${source.location}`);
  const state = await fileState(path);
  const { digest, size } = await (source.sha256 === undefined
    ? rememberedDigest(path, host)
    : digestFile(path, host.signal));
  requireChecksum(source, digestHex(digest), 'rootfs');
  return { digest, size, isUnchanged: async () => (await fileState(path)) === state };
}

/** A tarball as the one layer of a root filesystem: gzip and zstd as they are, others to be compressed again. */
export function findTarball(
  { path, source }: LocalFile,
  { digest, size, isUnchanged }: FileContent,
  compression: Compression,
  { signal }: Pick<Host, 'signal'>,
): FoundRootfs {
  const isLayer = compression === 'gzip' || compression === 'zstd';
  const pace = createPace();
  const open = (): Readable =>
    Readable.from(pace.follow(createReadStream(path, { highWaterMark: PIECE })), {
      objectMode: false,
      highWaterMark: PIECE,
    });
  return {
    name: source.location,
    digest,
    isUnchanged,
    layers: [
      {
        compression,
        ...(isLayer ? { blob: { digest, size, open, pieces: () => pace.follow(filePieces(path)) } } : {}),
        unpack: () => openDecompressed(path, compression, signal, pace.lead),
      },
    ],
  };
}

/** @throws ToolError `rootfs-empty`, `rootfs-not-a-tar`, `rootfs-missing`, `rootfs-unreadable`. */
export async function compressionOfFile({ path, source }: LocalFile): Promise<Compression> {
  const { location } = source;
  const head = await readHead(path, location);
  if (head.length === 0) {
    throw new ToolError('rootfs-empty', `rootfs: ${location} is empty (0 bytes)`, 'give a complete archive');
  }
  const compression = detectCompression(head);
  if (compression !== undefined) return compression;
  throw new ToolError(
    'rootfs-not-a-tar',
    `rootfs: ${location} is not a tar archive (plain, gzip, zstd, xz or bzip2)`,
    'make one with tar -C DIRECTORY -czf rootfs.tar.gz .',
  );
}

async function readHead(path: string, location: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(MAGIC_BYTES), 0, MAGIC_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(location, error);
  }
}

/**
 * Whether it is a directory and no file; a missing one is not, which is found out when it is opened.
 * @throws ToolError `rootfs-unreadable`.
 */
export async function isLocalDirectory({ path, source }: LocalFile): Promise<boolean> {
  return isDirectory(path).catch((error: unknown) => {
    throw unreadable(source.location, error);
  });
}

function unreadable(location: string, cause: unknown): ToolError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EISDIR') {
    return new ToolError(
      'rootfs-not-a-tar',
      `rootfs: ${location} is a directory, and no OCI layout`,
      `pack it first: tar -C ${location} -czf rootfs.tar.gz .`,
      { cause },
    );
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new ToolError(
      'rootfs-missing',
      `rootfs: there is no file ${location}`,
      'give the path or https URL of a tarball, or the name of an image, for example debian:12',
      { cause },
    );
  }
  return new ToolError(
    'rootfs-unreadable',
    `rootfs: cannot read ${location}: ${cause instanceof Error ? cause.message : String(cause)}`,
    'check the permissions of the file',
    { cause },
  );
}
