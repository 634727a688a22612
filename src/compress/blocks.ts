import { availableParallelism } from 'node:os';

/** One piece of the input; all but the last are of the same size. */
export interface Block {
  readonly bytes: Buffer;
  /** What came before it, as much as the window wants; empty for the first. */
  readonly before: Buffer;
}

interface BlockSettings {
  /** Bytes of each block. Part of the format: another size gives other bytes. */
  readonly size: number;
  /** Bytes of `before`. */
  readonly window: number;
  /** Cores to keep busy: twice as many blocks and one are under way at most. What comes out does not depend on it. */
  readonly parallel?: number;
}

/** zlib's and zstd's asynchronous calls run on libuv's threads, of which there are four. */
const LIBUV_THREADS = 4;

/**
 * Cuts a stream into blocks, works on several at once, and gives the results in order. Memory is bounded by the blocks
 * under way.
 * @throws the source's error or the work's; work that has begun is waited for.
 */
export async function* mapBlocks(
  source: AsyncIterable<Uint8Array>,
  { size, window, parallel = Math.min(availableParallelism(), LIBUV_THREADS) }: BlockSettings,
  work: (block: Block) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const running: Promise<Uint8Array>[] = [];
  try {
    for await (const block of cut(source, size, window)) {
      const result = work(block);
      result.catch(() => undefined); // thrown when its turn comes
      running.push(result);
      // As many again as there are cores wait their turn, so that no core waits for this loop.
      if (running.length > 2 * parallel) yield await (running.shift() as Promise<Uint8Array>);
    }
    for (let next = running.shift(); next !== undefined; next = running.shift()) yield await next;
  } finally {
    await Promise.allSettled(running);
  }
}

async function* cut(source: AsyncIterable<Uint8Array>, size: number, window: number): AsyncGenerator<Block> {
  let bytes = Buffer.allocUnsafeSlow(size);
  let before: Buffer = Buffer.alloc(0);
  let filled = 0;
  for await (const chunk of source) {
    for (let taken = 0; taken < chunk.length; ) {
      const part = chunk.subarray(taken, taken + size - filled);
      bytes.set(part, filled);
      filled += part.length;
      taken += part.length;
      if (filled < size) continue;
      yield { bytes, before };
      before = bytes.subarray(size - window);
      // A new one each time: the one before is still being read.
      bytes = Buffer.allocUnsafeSlow(size);
      filled = 0;
    }
  }
  if (filled > 0) yield { bytes: bytes.subarray(0, filled), before };
}
