import { constants, zstdCompress } from 'node:zlib';
import { mapBlocks } from './blocks.ts';

/** As large as the window of zstd's middle levels, beyond which a match may not reach anyway. */
const FRAME = 4 * 1024 * 1024;

/**
 * Compresses a stream as zstd frames one after another (RFC 8878 section 3.1), each of 4 MiB and by itself, several
 * at once. The same input, level and library give the same bytes, however many cores there are.
 * @param level 1 to 22.
 */
export async function* zstdStream(
  source: AsyncIterable<Uint8Array>,
  level: number,
  parallel?: number,
): AsyncGenerator<Uint8Array> {
  let empty = true;
  const settings = { size: FRAME, window: 0, ...(parallel === undefined ? {} : { parallel }) };
  for await (const frame of mapBlocks(source, settings, ({ bytes }) => compressFrame(bytes, level))) {
    empty = false;
    yield frame;
  }
  // No frame at all is no zstd stream.
  if (empty) yield await compressFrame(Buffer.alloc(0), level);
}

function compressFrame(bytes: Buffer, level: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const params = { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 };
  zstdCompress(bytes, { params }, (error, frame) => (error ? reject(error) : resolve(frame)));
  return promise;
}
