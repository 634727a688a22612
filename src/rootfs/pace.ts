/** How much of what was read may have been sent: a registry writes a blob to its disk before it says that it has it. */
const AHEAD = 1.3;

/** Lets one stream of a file's bytes keep to the pace of another. */
interface Pace {
  /** Passes on what is read first. */
  lead(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer>;
  /** Passes on what follows: while somebody leads, not more than AHEAD times what has been done with there. */
  follow(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer>;
}

/**
 * For a layer that is sent while it is read. Reading it is what the rest waits for; a registry on the same machine that
 * gets the bytes as fast as it can take them has the processors to itself meanwhile, and is done too soon; one that gets
 * the last of them when all is read is waited for afterwards.
 */
export function createPace(): Pace {
  let reached = Number.POSITIVE_INFINITY; // nobody leads
  let moved = Promise.withResolvers<void>();
  const reach = (bytes: number): void => {
    reached = bytes;
    moved.resolve();
    moved = Promise.withResolvers();
  };
  return {
    async *lead(pieces) {
      let passed = 0;
      reach(passed);
      try {
        for await (const piece of pieces) {
          yield piece;
          passed += piece.length;
          reach(passed);
        }
      } finally {
        reach(Number.POSITIVE_INFINITY);
      }
    },
    async *follow(pieces) {
      let passed = 0;
      for await (const piece of pieces) {
        passed += piece.length;
        while (passed > reached * AHEAD) await moved.promise;
        yield piece;
      }
    },
  };
}
