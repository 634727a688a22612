import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '../files/make-directory.ts';
import type { Host } from './host.ts';
import { type LockTimes, takeLock } from './lock.ts';
import { checkUnfinishedName, type UnfinishedWork } from './unfinished.ts';

/**
 * Unfinished work in a directory that stays: nothing has to be saved. A second run at the same work meanwhile gets
 * a temporary directory.
 * @param root below which the directories lie.
 */
export async function openUnfinishedDirectory(
  root: string,
  name: string,
  host: Pick<Host, 'tempDir' | 'signal' | 'progress'>,
  times?: LockTimes,
): Promise<UnfinishedWork> {
  checkUnfinishedName(name);
  const directory = join(root, name);
  await makeDirectory(root);
  const onWait = () => host.progress(`looking whether another run is at work on ${name}`);
  const lock = await takeLock(`${directory}.lock`, { signal: host.signal, onWait, ...(times && { times }) });
  if (lock === undefined) {
    const own = await host.tempDir(name);
    const done = () => remove(own);
    return { directory: own, restored: false, checkpoint: async () => undefined, keep: done, done };
  }
  await makeDirectory(directory);
  return {
    directory,
    restored: (await readdir(directory)).length > 0,
    checkpoint: async () => undefined,
    keep: () => lock.release(),
    async done() {
      await remove(directory);
      await lock.release();
    },
  };
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
