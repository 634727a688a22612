import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bounded } from '../../src/rootfs/bounded.ts';

async function passed(limit: number): Promise<number> {
  async function* chunks() {
    for (let at = 0; at < 4; at++) yield Buffer.alloc(25);
  }
  let size = 0;
  for await (const chunk of bounded(chunks(), 'r.tar', limit)) size += chunk.length;
  return size;
}

test('what is unpacked is passed on up to the limit, and no byte more', async () => {
  assert.equal(await passed(100), 100);
  await assert.rejects(passed(99), {
    code: 'rootfs-hostile',
    message: /^rootfs: r\.tar unpacks to more than/,
  });
});
