import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { ifThere } from '../files/if-there.ts';
import { isCode } from '../is-code.ts';
import { identityOf, isRunning } from './process-identity.ts';

/** A file that one process has, and no other while it lives. */
export interface Lock {
  release(): Promise<void>;
}

/** How often a lock is touched, and how long after that it counts as left behind, where its process is not seen. */
export interface LockTimes {
  readonly touchMs: number;
  readonly staleMs: number;
}

interface LockOptions {
  readonly signal: AbortSignal;
  /** Called when it takes a while to see whether another has it. */
  onWait?(): void;
  readonly times?: LockTimes;
}

/** Long enough for a process that waits for its disk, short enough to wait for the end of. */
const TIMES: LockTimes = { touchMs: 10_000, staleMs: 120_000 };

/**
 * Takes a lock, unless another process has it. Whether one that was left behind (by a kill, a crash of the machine) is
 * still held is looked up in /proc, and where it is another container's or machine's, told by its being touched: that
 * may take until `staleMs` are over. What this process has taken before, it has.
 * @param path ends in `.lock`; in a file system with hard links.
 */
export async function takeLock(path: string, options: LockOptions): Promise<Lock | undefined> {
  const own = await identityOf('self');
  if (own === undefined) throw new Error('/proc does not show this process');
  const file = path.replace(/lock$/, `${randomUUID()}.lock`);
  const handle = await open(file, 'wx');
  let lock: Lock | undefined;
  try {
    await handle.writeFile(own);
    // link(2) makes it there at once with what is in it.
    while (!(await isLinked(file, path))) {
      const found = await ifThere(readFile(path, 'utf8'));
      if (found === own) return { release: () => rm(path, { force: true }) };
      if (found === undefined) continue;
      const now = (await handle.stat()).mtimeMs;
      if (await isHeld(path, found, now, options)) return undefined;
      await removeStale(path, found, `${file}.stale.lock`);
    }
    lock = keepFresh(path, handle, own, options);
    return lock;
  } finally {
    await rm(file);
    if (lock === undefined) await handle.close();
  }
}

async function isLinked(file: string, path: string): Promise<boolean> {
  try {
    await link(file, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** @param now by the clock of the file system, which may be another machine's. */
async function isHeld(
  path: string,
  found: string,
  now: number,
  { signal, onWait, times: { touchMs, staleMs } = TIMES }: LockOptions,
): Promise<boolean> {
  const running = await isRunning(found);
  if (running !== undefined) return running;
  const touched = (await ifThere(stat(path)))?.mtimeMs;
  if (touched === undefined) return false;
  for (let age = Math.max(0, now - touched); age < staleMs; age += touchMs) {
    onWait?.();
    await setTimeout(touchMs, undefined, { signal });
    const again = (await ifThere(stat(path)))?.mtimeMs;
    if (again !== touched) return again !== undefined;
  }
  return false;
}

/** rename(2) moves it for one run alone; what another has put in its place meanwhile goes back. */
async function removeStale(path: string, found: string, aside: string): Promise<void> {
  await ifThere(rename(path, aside));
  const moved = await ifThere(readFile(aside, 'utf8'));
  if (moved !== undefined && moved !== found) await isLinked(aside, path);
  await rm(aside, { force: true });
}

/** Written anew, since utimes(2) would set the time of this machine's clock. */
function keepFresh(path: string, handle: FileHandle, own: string, { times = TIMES }: LockOptions): Lock {
  // One that cannot be written (a full disk) only grows old.
  const timer = setInterval(() => void handle.write(own, 0).catch(() => undefined), times.touchMs).unref();
  return {
    async release() {
      clearInterval(timer);
      await handle.close();
      await rm(path, { force: true });
    },
  };
}
