import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { filePieces } from '../files/file-pieces.ts';
import { childOutput } from '../host/child-output.ts';
import type { LayerCompression } from '../image/read/layer-type.ts';
import { hasChecksum } from '../tar/read/header.ts';
import { isSkippableFrame, unpackZstd } from './unpack-zstd.ts';

export type Compression = LayerCompression | 'xz' | 'bzip2';

/** Large pieces: in ones of 64 KiB, reading a root filesystem of 1.4 GB takes a quarter longer. */
const READ_BYTES = 1 << 20;
/** What is unpacked at a time; on a virtual machine, waking a thread for each MiB costs a tenth of a first push. */
const UNPACK_BYTES = 8 << 20;
/** Some are unpacked, in a thread of Node's, while one is looked at; as objects, they are not joined to one. */
const AHEAD = {
  chunkSize: UNPACK_BYTES,
  readableObjectMode: true,
  readableHighWaterMark: 2,
  writableHighWaterMark: 1,
};

/** How many bytes detectCompression wants to see. */
export const MAGIC_BYTES = 512;

/**
 * Tells an archive's compression by its first bytes (RFC 1952 2.3.1, RFC 8878 3.1.1, the .xz file format
 * 2.1.1.1, bzip2's `BZh`).
 * @returns undefined when it is none of them and no tar header either.
 */
export function detectCompression(head: Buffer): Compression | undefined {
  const begins = (...magic: number[]): boolean => magic.every((byte, index) => head[index] === byte);
  if (begins(0x1f, 0x8b)) return 'gzip';
  if (begins(0x28, 0xb5, 0x2f, 0xfd) || (head.length >= 4 && isSkippableFrame(head))) return 'zstd';
  if (begins(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)) return 'xz';
  if (begins(0x42, 0x5a, 0x68)) return 'bzip2';
  return isTarHeader(head) ? 'none' : undefined;
}

/**
 * The header's own checksum (tar(5), "checksum"), which old tars without `ustar` have too; or the end of an empty
 * archive.
 */
function isTarHeader(head: Buffer): boolean {
  if (head.length < 512) return false;
  const block = head.subarray(0, 512);
  return hasChecksum(block) || block.every((byte) => byte === 0);
}

/** `xz -9` makes files that want 65 MiB; a hostile one could ask for 4 GiB. */
const LIMITS = { xz: ['--memlimit-decompress=256MiB'], bzip2: [] } as const;

/**
 * A file's bytes without its compression. xz and bzip2 are read by the programs of these names.
 * @param through passes a gzip or zstd file's own bytes on.
 */
export function openDecompressed(
  path: string,
  compression: Compression,
  signal: AbortSignal,
  through: (pieces: AsyncIterable<Buffer>) => AsyncIterable<Buffer> = (pieces) => pieces,
): Readable {
  if (compression === 'xz' || compression === 'bzip2')
    return childOutput(compression, [...LIMITS[compression], '--decompress', '--stdout'], path, signal);
  if (compression === 'gzip') return gunzip(through(filePieces(path, UNPACK_BYTES)));
  const source = createReadStream(path, { highWaterMark: READ_BYTES });
  return compression === 'zstd' ? unzstd(through(source)) : source;
}

/** A stream without its compression; it ends or fails with the source. */
export function unpack(source: Readable, compression: LayerCompression): Readable {
  if (compression === 'none') return source;
  if (compression === 'gzip') return gunzip(source);
  return unzstd(source);
}

function unzstd(source: AsyncIterable<Buffer>): Readable {
  return Readable.from(unpackZstd(source), { objectMode: false });
}

/** Asks for a piece only when the one before has been unpacked. */
function gunzip(source: AsyncIterable<Buffer>): Readable {
  // The error arrives through the stream that is returned.
  return pipeline(source, createGunzip(AHEAD), () => undefined);
}

/**
 * Gives back the memory of what was unpacked from gzip, once nobody looks at it any more: V8 else sweeps the heap for
 * every 64 MiB. zlib hands out a buffer in parts, the last of which ends where it ends; a new one follows.
 */
export function freeUnpacked({ buffer, byteOffset, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && byteOffset + byteLength === buffer.byteLength) buffer.transfer(0);
}
