import { readFile, readlink } from 'node:fs/promises';
import { ifThere } from '../files/if-there.ts';

/**
 * `PID START NAMESPACE BOOT`: what tells a process from all others, also from a later one with its number: when it
 * started (proc_pid_stat(5), field 22), its PID namespace (pid_namespaces(7)), and which boot of which machine
 * (random(4), boot_id). Undefined for one that has ended.
 * @param process a number in our own PID namespace, or `self`.
 */
export async function identityOf(process: string): Promise<string | undefined> {
  const stat = await ifThere(readFile(`/proc/${process}/stat`, 'latin1'), 'ESRCH');
  if (stat === undefined) return undefined;
  const [pid] = stat.split(' ', 1);
  // Field 2, the program's name, may have anything in it but ends with the last parenthesis.
  const [state = '', ...others] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Nobody may ever wait for a zombie, in a container without an init.
  return /[ZX]/.test(state) ? undefined : `${pid} ${others[18]} ${await surroundings()}`;
}

/** Whether the process of an identity runs; undefined for another container's or machine's, which is not seen here. */
export async function isRunning(identity: string): Promise<boolean | undefined> {
  const [, pid, around] = /^(\d+) \d+ (.*)$/.exec(identity) ?? [];
  if (pid === undefined || around !== (await surroundings())) return undefined;
  return (await identityOf(pid)) === identity;
}

async function surroundings(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'latin1');
  return `${await readlink('/proc/self/ns/pid')} ${boot.trim()}`;
}
