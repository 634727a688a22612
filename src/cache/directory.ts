import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ifThere } from '../files/if-there.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { lockInTurn } from '../host/in-turn.ts';
import { isCode } from '../is-code.ts';
import { copyTree, emptyDirectory, fileNameOf, linkTree } from './files.ts';
import type { CacheStore } from './store.ts';

/** Names the format of the directory; a change of it starts a new, empty cache. */
const FORMAT = 'v1';
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;
/** Next to what a build takes it is nothing. */
const CLAIM_EVERY_MS = 500;

/**
 * Where the cache lies when the user names no directory: XDG Base Directory Specification, "XDG_CACHE_HOME".
 */
export function defaultCacheDirectory(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const base = env.XDG_CACHE_HOME;
  return join(base?.startsWith('/') ? base : join(home, '.cache'), 'arm64-on-x86');
}

/**
 * A cache in a directory, safe for several runs at once: an entry is filled beside its place and renamed
 * into it, so it is there whole or not at all, and the first of two writers wins.
 * @param warn told once for each operation that failed; nothing is thrown.
 */
export function createDirectoryCache(root: string, warn: (message: string) => void): CacheStore {
  const entry = (key: string): string => join(root, FORMAT, fileNameOf(key));
  const damaged = new Set<string>();
  const pendingDirectory = async (): Promise<string> => {
    const pending = join(root, 'tmp');
    await makeDirectory(pending);
    return pending;
  };
  const quietly = async <T>(what: string, otherwise: T, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      // A run that is cancelled while it waits is no trouble of the cache's.
      if (error instanceof Error && error.name === 'AbortError') throw error;
      warn(`${what} (${root}): ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    }
  };
  return {
    restore: (key, directory) =>
      quietly('cannot read the cache', false, async () => {
        if (damaged.has(key) || !(await exists(entry(key)))) return false;
        try {
          await linkTree(entry(key), directory);
        } catch (error) {
          await emptyDirectory(directory);
          throw error;
        }
        return true;
      }),
    save: (key, directory) =>
      quietly('cannot write to the cache', undefined, async () => {
        if (await exists(entry(key))) return;
        const pending = await pendingDirectory();
        await removeAbandoned(pending);
        await publish(directory, join(pending, randomUUID()), entry(key));
      }),
    discard: (key) =>
      quietly('cannot remove from the cache', undefined, async () => {
        damaged.add(key);
        await rm(entry(key), { recursive: true, force: true });
        damaged.delete(key);
      }),
    async claim(key, { signal, onWait }) {
      const lock = await quietly('cannot write to the cache', undefined, async () => {
        const pending = await pendingDirectory();
        const path = join(pending, `${fileNameOf(key)}.lock`);
        return lockInTurn(path, { signal, everyMs: CLAIM_EVERY_MS, onWait });
      });
      const there = await quietly('cannot read the cache', false, () => exists(entry(key)));
      return { there: there && !damaged.has(key), release: async () => lock?.release() };
    },
  };
}

async function publish(source: string, temporary: string, target: string): Promise<void> {
  try {
    await copyTree(source, temporary);
    await makeDirectory(dirname(target));
    await rename(temporary, target);
  } catch (error) {
    // rename(2): ENOTEMPTY or EEXIST when another run has put the same entry there first.
    if (!isCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** What a run that was killed left behind; younger ones may belong to a run that is still at work. */
async function removeAbandoned(pending: string): Promise<void> {
  for (const name of await readdir(pending)) {
    const path = join(pending, name);
    const info = await ifThere(stat(path));
    if (info && Date.now() - info.mtimeMs > ABANDONED_AFTER_MS)
      await rm(path, { recursive: true, force: true });
  }
}

/** Where a file is in the way (ENOTDIR) it rejects: no cache can be there. */
async function exists(path: string): Promise<boolean> {
  return (await ifThere(stat(path))) !== undefined;
}
