import * as cache from '@actions/cache';
import type { RollingCache } from '../cache/rolling.ts';

/**
 * A rolling cache over GitHub's cache service, whose entries never change: each has a key of its own, and the newest
 * is found by the part that they have in common. The service tells entries apart by their paths, too, so a
 * directory has to be the same in every run.
 * @param warn told when the service fails; nothing is thrown.
 */
export function createGithubRollingCache(warn: (message: string) => void): RollingCache {
  const guard = async (work: () => Promise<boolean>): Promise<boolean> => {
    try {
      return cache.isFeatureAvailable() && (await work());
    } catch (error) {
      warn(`GitHub's cache: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  };
  return {
    // A key ends nowhere in particular for the service: the dash keeps names apart that begin alike.
    restore: (name, directory) =>
      guard(async () => (await cache.restoreCache([directory], `${name}-`, [`${name}-`])) !== undefined),
    async save(name, state, directory) {
      await guard(async () => (await cache.saveCache([directory], `${name}-${state}`)) !== -1);
    },
  };
}
