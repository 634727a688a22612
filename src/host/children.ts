import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { isCode } from '../is-code.ts';

/** How long a child may take to end itself after SIGTERM before its group is killed. */
const GRACE_MS = 2000;

/**
 * Starts a child as the leader of a process group of its own, and ends that whole group when the signal
 * aborts: make and ninja leave children of their own behind otherwise.
 */
export function spawnGroup(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
  signal: AbortSignal,
): ChildProcess {
  signal.throwIfAborted();
  const child = spawn(command, args, { ...options, detached: true });
  const onAbort = (): void => {
    killGroup(child, 'SIGTERM');
    setTimeout(() => killGroup(child, 'SIGKILL'), GRACE_MS).unref();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  child.once('close', () => signal.removeEventListener('abort', onAbort));
  return child;
}

/** kill(2) with a negative pid: every process of the group; ESRCH means that none is left. */
function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (!isCode(error, 'ESRCH')) throw error;
  }
}
