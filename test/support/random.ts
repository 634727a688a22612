import { createCipheriv, randomInt } from 'node:crypto';

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

/** A generator of whole numbers from 0 to below a limit, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/** Another one each time, or the one of an earlier run: the test prints it, and SEED gives it. */
export function seedOfRun(): number {
  return Number(process.env.SEED || randomInt(2 ** 31));
}
