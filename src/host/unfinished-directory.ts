import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCode } from '../is-code.ts';
import { makeDirectory } from '../make-directory.ts';
import { checkUnfinishedName, type UnfinishedWork } from './unfinished.ts';

/**
 * Unfinished work in a directory that stays: nothing has to be saved. A second run at the same work meanwhile gets
 * a temporary directory.
 * @param root below which the directories lie.
 */
export async function openUnfinishedDirectory(
  root: string,
  name: string,
  tempDir: (name: string) => Promise<string>,
): Promise<UnfinishedWork> {
  checkUnfinishedName(name);
  const directory = join(root, name);
  const lock = `${directory}.lock`;
  await makeDirectory(directory);
  if (!(await takeLock(lock))) {
    const own = await tempDir(name);
    const done = () => remove(own);
    return { directory: own, restored: false, checkpoint: async () => undefined, keep: done, done };
  }
  return {
    directory,
    restored: (await readdir(directory)).length > 0,
    checkpoint: async () => undefined,
    keep: () => remove(lock),
    async done() {
      await remove(directory);
      await remove(lock);
    },
  };
}

/** The lock names its process, since one that was killed leaves it behind. */
async function takeLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
  const holder = Number(await readFile(lock, 'utf8'));
  if (holder !== process.pid && isRunning(holder)) return false;
  await writeFile(lock, String(process.pid));
  return true;
}

/** kill(2): signal 0 only asks whether there is such a process; EPERM means that there is. */
function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
