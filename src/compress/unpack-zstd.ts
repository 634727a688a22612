import { pipeline, Readable } from 'node:stream';
import { constants, createZstdDecompress } from 'node:zlib';
import { ArchiveError } from '../tar/read/error.ts';
import { createFeeder } from '../tar/read/feeder.ts';

const END = Symbol('end of a frame');

/** zstd(1) reads no larger windows either unless it is asked to; a hostile frame could ask for 2 GiB. */
const MAX_WINDOW_LOG = 27;

/**
 * Decompresses zstd. Node's decompressor ends, without a word, after the first frame; a file may have many (RFC 8878
 * section 3.1; `pzstd`, `cat a.zst b.zst`, zstd:chunked layers). So each frame has a decompressor of its own.
 */
export async function* unpackZstd(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const pieces = cutFrames(source);
  try {
    for (let first = await pieces.next(); !first.done; first = await pieces.next()) {
      const decompressor = createZstdDecompress({
        params: { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG },
      });
      // The error arrives through the iteration of the decompressor.
      const frame = Readable.from(oneFrame(first.value, pieces), { objectMode: false });
      yield* pipeline(frame, decompressor, () => undefined) as AsyncIterable<Buffer>;
    }
  } finally {
    await pieces.return(undefined); // closes the source when the reader stops early
  }
}

/** RFC 8878 section 3.1.2: skippable frames hold what is not for us; pzstd begins its files with one. */
export function isSkippableFrame(head: Buffer): boolean {
  return (head.readUInt32LE(0) & 0xfffffff0) >>> 0 === 0x184d2a50;
}

async function* oneFrame(
  first: Buffer | typeof END,
  pieces: AsyncGenerator<Buffer | typeof END>,
): AsyncGenerator<Buffer> {
  for (let piece = first; piece !== END; ) {
    yield piece;
    // Not for await, which would close the generator at the end of the first frame.
    const next = await pieces.next();
    if (next.done) throw new ArchiveError('truncated', 'it ends in the middle of a zstd frame');
    piece = next.value;
  }
}

/** RFC 8878 section 3.1.1: a magic number and a descriptor, the rest of the header, blocks, perhaps a checksum. */
async function* cutFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer | typeof END> {
  const feeder = createFeeder();
  let out: (Buffer | typeof END)[] = [];
  let isBetween = true;
  const emit = (bytes: Buffer): void => void out.push(bytes);

  function magic(bytes: Buffer): void {
    isBetween = false;
    if (isSkippableFrame(bytes)) {
      feeder.collect(4, (size) => feeder.pass(size.readUInt32LE(0), () => undefined, next));
      return;
    }
    if (bytes.readUInt32LE(0) !== 0xfd2fb528) throw new ArchiveError('invalid', 'this is no zstd frame');
    emit(bytes);
    feeder.collect(1, header);
  }

  function header(descriptor: Buffer): void {
    emit(descriptor);
    const flags = descriptor[0] ?? 0;
    const isSingle = (flags & 0x20) !== 0;
    const window = isSingle ? 0 : 1;
    const dictionary = [0, 1, 2, 4][flags & 3] ?? 0;
    const contentSize = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
    const checksum = (flags & 4) === 0 ? 0 : 4;
    feeder.pass(window + dictionary + contentSize, emit, () => block(checksum));
  }

  function block(checksum: number): void {
    feeder.collect(3, (bytes) => {
      emit(bytes);
      const word = bytes.readUIntLE(0, 3);
      const size = ((word >> 1) & 3) === 1 ? 1 : word >> 3; // type 1 is one byte, to be repeated
      const isLast = (word & 1) === 1;
      feeder.pass(size, emit, () => (isLast ? feeder.pass(checksum, emit, frameEnd) : block(checksum)));
    });
  }

  function frameEnd(): void {
    out.push(END);
    next();
  }

  function next(): void {
    isBetween = true;
    feeder.collect(4, magic);
  }

  next();
  for await (const chunk of source) {
    feeder.write(chunk);
    const ready = out;
    out = [];
    yield* ready;
  }
  if (!isBetween || feeder.isPartial)
    throw new ArchiveError('truncated', 'it ends in the middle of a zstd frame');
}
