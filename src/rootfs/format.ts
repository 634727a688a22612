import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { childOutput } from '../host/child-output.ts';

export type Compression = 'none' | 'gzip' | 'zstd' | 'xz' | 'bzip2';

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
  if (begins(0x28, 0xb5, 0x2f, 0xfd) || isSkippableFrame(head)) return 'zstd';
  if (begins(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)) return 'xz';
  if (begins(0x42, 0x5a, 0x68)) return 'bzip2';
  return isTarHeader(head) ? 'none' : undefined;
}

/** RFC 8878 3.1.2: pzstd begins its files with one. */
function isSkippableFrame(head: Buffer): boolean {
  return head.length >= 4 && (head.readUInt32LE(0) & 0xfffffff0) >>> 0 === 0x184d2a50;
}

/** The header's own checksum (tar(5), "checksum"), which old tars without `ustar` have too; or the end of an empty archive. */
function isTarHeader(head: Buffer): boolean {
  if (head.length < 512) return false;
  const block = head.subarray(0, 512);
  const blank = Buffer.concat([block.subarray(0, 148), Buffer.alloc(8, ' '), block.subarray(156)]);
  const sum = blank.reduce((total, byte) => total + byte, 0);
  const said = Number.parseInt(block.toString('latin1', 148, 156), 8);
  return sum === said || block.every((byte) => byte === 0);
}

/** The archive's bytes without its compression. xz and bzip2 are read by the programs of these names. */
export function openDecompressed(path: string, compression: Compression, signal: AbortSignal): Readable {
  switch (compression) {
    case 'none':
      return createReadStream(path);
    case 'gzip':
      return pipeline(createReadStream(path), createGunzip(), () => undefined);
    case 'zstd':
      return Readable.from(zstdFrames(path), { objectMode: false });
    case 'xz':
      return childOutput('xz', ['--decompress', '--stdout'], path, signal);
    case 'bzip2':
      return childOutput('bzip2', ['--decompress', '--stdout'], path, signal);
  }
}

/**
 * Node's decompressor ends, without a word, after the first frame; a file may have many (RFC 8878 3.1,
 * `pzstd`, `cat a.zst b.zst`). So each is read by a decompressor of its own.
 */
async function* zstdFrames(path: string): AsyncGenerator<Buffer> {
  const { size } = await stat(path);
  let offset = 0;
  while (offset < size) {
    const decompressor = createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 31 } });
    // The error arrives through the iteration of the decompressor.
    yield* pipeline(
      createReadStream(path, { start: offset }),
      decompressor,
      () => undefined,
    ) as AsyncIterable<Buffer>;
    if (decompressor.bytesWritten === 0) throw new Error('no progress in a zstd frame');
    offset += decompressor.bytesWritten;
  }
}
