import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeStores } from '../../src/cache/compose.ts';
import type { CacheStore } from '../../src/cache/store.ts';

function store(...keys: string[]): CacheStore & { readonly keys: Set<string>; saves: number; asked: number } {
  return {
    keys: new Set(keys),
    saves: 0,
    asked: 0,
    async restore(key) {
      this.asked += 1;
      return this.keys.has(key);
    },
    async save(key) {
      this.saves += 1;
      this.keys.add(key);
    },
    async discard(key) {
      this.keys.delete(key);
    },
  };
}

test('the first store that has an entry gives it; all to write to get what is saved', async () => {
  const [a, b, c] = [store(), store('k'), store('k')];
  const cache = composeStores({ from: [a, b, c], to: [a, b], shared: [] });
  assert.equal(await cache.restore('k', ''), true);
  assert.deepEqual([a.asked, b.asked, c.asked], [1, 1, 0]);
  await cache.save('k', '');
  assert.deepEqual([a.saves, b.saves], [1, 0]);
  await cache.save('new', '');
  assert.deepEqual([a.saves, b.saves, c.saves], [2, 1, 0]);
});

test('a damaged entry is discarded where it came from, and the next store is asked', async () => {
  const [a, b] = [store('k'), store('k')];
  const cache = composeStores({ from: [a, b], to: [a, b], shared: [] });
  await cache.restore('k', '');
  await cache.discard('k');
  assert.deepEqual([a.keys.has('k'), b.keys.has('k')], [false, true]);
  assert.equal(await cache.restore('k', ''), true);
  await cache.save('k', '');
  assert.deepEqual([a.saves, b.saves], [1, 0]);
});

test('what a shared store gives is not saved again, and it is asked last', async () => {
  const [own, shared] = [store(), store('k')];
  const cache = composeStores({ from: [own], to: [own], shared: [shared] });
  assert.equal(await cache.restore('k', ''), true);
  await cache.save('k', '');
  assert.deepEqual([own.asked, own.saves], [1, 0]);
});
