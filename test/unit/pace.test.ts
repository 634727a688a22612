import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createPace } from '../../src/rootfs/pace.ts';

async function* piecesOf(...sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (const size of sizes) yield Buffer.alloc(size);
}

/** The sizes that have come so far. */
function collect(pieces: AsyncIterable<Buffer>): number[] {
  const sizes: number[] = [];
  (async () => {
    for await (const piece of pieces) sizes.push(piece.length);
  })();
  return sizes;
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await setImmediate();
};

describe('the pace of a file that is sent while it is read', () => {
  it('is its own while nobody reads', async () => {
    const sent = collect(createPace().follow(piecesOf(3, 3, 1)));
    await settled();
    assert.deepEqual(sent, [3, 3, 1]);
  });

  it('is that of the reader, somewhat ahead of what it has done with', async () => {
    const pace = createPace();
    const reader = pace.lead(piecesOf(2, 2, 2, 2));
    await reader.next();
    const sent = collect(pace.follow(piecesOf(3, 3, 1, 1)));
    const seen: number[][] = [];
    for (let read = 0; read < 4; read++) {
      await settled();
      seen.push([...sent]);
      await reader.next();
    }
    await settled();
    assert.deepEqual([...seen, sent], [[], [], [3], [3, 3, 1], [3, 3, 1, 1]]);
  });

  it('is its own again when the reader has enough or fails', async () => {
    for (const end of ['return', 'throw'] as const) {
      const pace = createPace();
      const reader = pace.lead(piecesOf(2, 2));
      await reader.next();
      const sent = collect(pace.follow(piecesOf(4)));
      await settled();
      assert.deepEqual(sent, []);
      await reader[end](undefined).catch(() => undefined);
      await settled();
      assert.deepEqual(sent, [4]);
    }
  });
});
