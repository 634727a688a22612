/** xorshift32: numbers from 0 to 2³²-1, the same each time, so that a failure comes again. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
