import { createCipheriv } from 'node:crypto';

/** Bytes that no compressor makes smaller, the same for the same seed: AES-CTR's key stream. */
export function randomBytesOf(seed: number, size: number): Buffer {
  return randomChunks(seed)(size);
}

/** One chunk after another of such bytes. */
function randomChunks(seed: number): (size: number) => Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt32LE(seed);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  return (size) => cipher.update(Buffer.alloc(size));
}

/** A generator of numbers from 0 to 1, the same for the same seed (mulberry32), for property tests. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
