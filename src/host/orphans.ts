import { readdir, readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { isCode } from '../is-code.ts';

/** What builds are started with for ccache(1); a user's shell or pager in the directory has PWD or the like. */
const OURS = ['CCACHE_BASEDIR', 'CCACHE_DIR'];

/**
 * Ends what a run that was itself killed has left running in a directory: the processes that have it as one of OURS in
 * their environment, as proc(5) shows it. Two builds in one directory would spoil it, and so would one
 * that goes on while the directory is saved.
 * @returns how many there were.
 */
export async function endOrphans(directory: string): Promise<number> {
  const ended = new Set<number>();
  for (;;) {
    const found = await processesOf(directory);
    if (found.length === 0) return ended.size;
    for (const pid of found) {
      ended.add(pid);
      kill(pid);
    }
    await setTimeout(50);
  }
}

async function processesOf(directory: string): Promise<number[]> {
  const found: number[] = [];
  const marks = OURS.map((name) => `${name}=${directory}`);
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    // Not ours to read, or gone meanwhile; one that has ended but is not yet waited for has no environment.
    const environment = await readFile(`/proc/${name}/environ`, 'latin1').catch(() => '');
    if (environment.split('\0').some((entry) => marks.includes(entry))) found.push(Number(name));
  }
  return found;
}

/** kill(2); ESRCH means that it has ended by itself. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!isCode(error, 'ESRCH')) throw error;
  }
}
