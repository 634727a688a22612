import type { CacheStore } from './store.ts';

/** Stores by what they are used for; one that is read and written is the same object in both lists. */
interface CacheStores {
  /** Asked in this order; the first that has an entry gives it. */
  readonly from: readonly CacheStore[];
  /** All of them get what is saved. */
  readonly to: readonly CacheStore[];
  /** Asked last; what they give is there for everybody, and is not saved again. */
  readonly shared: readonly CacheStore[];
}

/**
 * Several stores as one. Saving what was restored fills those that had to be asked before and had it not: a store
 * that the entry came from is left alone.
 */
export function composeStores({ from, to, shared }: CacheStores): CacheStore {
  const giver = new Map<string, CacheStore>();
  const claiming = to.find((store) => store.claim !== undefined);
  return {
    async restore(key, directory) {
      for (const store of [...from, ...shared]) {
        if (!(await store.restore(key, directory))) continue;
        giver.set(key, store);
        return true;
      }
      giver.delete(key);
      return false;
    },
    async discard(key) {
      await giver.get(key)?.discard(key);
      giver.delete(key);
    },
    async save(key, directory) {
      const has = giver.get(key);
      if (has !== undefined && shared.includes(has)) return;
      for (const store of to) if (store !== has) await store.save(key, directory);
    },
    // One is enough, since all runs that save to it have it there; two could wait for each other.
    ...(claiming?.claim && { claim: claiming.claim }),
  };
}
