import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as cache from '@actions/cache';
import type { CacheStore } from '../cache/store.ts';

/**
 * A cache store over GitHub's cache service. The service's version of an entry hashes the paths that it
 * was saved from, so both ways go through one directory whose path depends on the key only.
 * @param staging where that directory is made, the same in every run (below RUNNER_TEMP).
 * @param warn told when the service fails; nothing is thrown.
 */
export function createGithubCache(staging: string, warn: (message: string) => void): CacheStore {
  const guard = async (key: string, work: (directory: string) => Promise<boolean>): Promise<boolean> => {
    const directory = join(staging, key);
    try {
      return cache.isFeatureAvailable() && (await work(directory));
    } catch (error) {
      warn(`GitHub's cache: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };
  return {
    restore: (key, target) =>
      guard(key, async (directory) => {
        await mkdir(directory, { recursive: true });
        if ((await cache.restoreCache([directory], key)) === undefined) return false;
        await cp(directory, target, { recursive: true });
        return true;
      }),
    async save(key, source) {
      await guard(key, async (directory) => {
        await cp(source, directory, { recursive: true });
        // -1 is how a failed save is reported; the library has logged the reason itself.
        return (await cache.saveCache([directory], key)) !== -1;
      });
    },
    async discard(key) {
      // The service has no way for a job to remove an entry; a save under the key is refused.
      warn(`GitHub's cache keeps the damaged entry ${key} until it is deleted: gh cache delete ${key}`);
    },
  };
}
