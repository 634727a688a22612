import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process and all that descend from it now, children after parents, as proc(5) tells. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = parentOf(name);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [root];
  // Grows while it is walked, which is the point.
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

function parentOf(pid: string): number | undefined {
  try {
    // The name, in parentheses, may hold anything; the state and the parent follow it.
    const after = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '');
    return Number(after.split(' ')[1]);
  } catch {
    return undefined; // it ended meanwhile
  }
}

/**
 * Sends a signal to processes, as root where they run under sudo. It comes from another process group, since
 * sudo does not hand on what comes from its own (sudo(8), "Signal handling"). Never fails: they may be gone.
 */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals, asRoot: boolean): void {
  const script = `kill -s ${signal.replace(/^SIG/, '')} ${pids.join(' ')}`;
  const prefix = asRoot ? ['sudo', '-n', '--'] : [];
  const [command = 'sh', ...args] = [...prefix, 'sh', '-c', script];
  spawn(command, args, { stdio: 'ignore', detached: true }).once('error', () => undefined);
}
