import { constants, crc32, deflateRaw } from 'node:zlib';
import { type Block, mapBlocks } from './blocks.ts';

/** Small enough that a layer of ours keeps all cores busy, large enough that a block's own cost does not count. */
const BLOCK = 256 * 1024;
/** RFC 1951 section 2: how far back a match may reach. */
const WINDOW = 32 * 1024;
/**
 * RFC 1952 section 2.3: deflate, no name, no time, no flags, "unknown" as system, so that nothing of the machine
 * shows.
 */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** RFC 1951 section 3.2.6: an empty, last block with fixed codes. */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

/**
 * Compresses a stream as one gzip member (RFC 1952), in parallel as pigz does it: each block is deflated by itself,
 * with the 32 KiB before it as its dictionary, and ends on a byte boundary (Z_SYNC_FLUSH, zlib manual). The same
 * input, level and zlib give the same bytes, however many cores there are and however the input was chunked.
 * @param level 1 to 9.
 */
export async function* gzipStream(
  source: AsyncIterable<Uint8Array>,
  level: number,
  parallel?: number,
): AsyncGenerator<Uint8Array> {
  let crc = 0;
  let size = 0;
  async function* checked(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      yield chunk;
    }
  }
  yield HEADER;
  const settings = { size: BLOCK, window: WINDOW, ...(parallel === undefined ? {} : { parallel }) };
  yield* mapBlocks(checked(), settings, (block) => deflateBlock(block, level));
  yield LAST_BLOCK;
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(size % 2 ** 32, 4);
  yield trailer;
}

function deflateBlock({ bytes, before }: Block, level: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const options = {
    level,
    finishFlush: constants.Z_SYNC_FLUSH,
    chunkSize: BLOCK / 2,
    ...(before.length === 0 ? {} : { dictionary: before }),
  };
  deflateRaw(bytes, options, (error, deflated) => (error ? reject(error) : resolve(deflated)));
  return promise;
}
