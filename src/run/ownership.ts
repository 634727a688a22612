import { lstatSync, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import { isCode } from '../is-code.ts';
import { mount, type RunnerUser } from './command.ts';
import type { Engine } from './engine.ts';

const PATHS_AT_ONCE = 500;

/** Paths of another user's, with what tells a file from a later one of the same name. */
export type ForeignPaths = ReadonlyMap<string, string>;

/**
 * Below the directories, the topmost paths that belong to another user than the given one. A file at a time, not all
 * at once in a thread each, which takes ten times as long; signals are heard between directories.
 */
export async function foreignPaths(directories: readonly string[], uid: number): Promise<ForeignPaths> {
  const found = new Map<string, string>();
  const pending = [...directories];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const info = look(path);
    if (info === undefined) continue;
    if (info.uid !== uid) found.set(path, `${info.ino} ${info.birthtimeMs}`);
    // One by one: a directory may have more entries than a function takes arguments.
    else if (info.isDirectory()) for (const child of await children(path)) pending.push(child);
  }
  return found;
}

/**
 * Makes what a container's script has written the user's own, by a container of the same image: outside, the user
 * may not do that. What others write meanwhile may be beyond it, too (another user's, without root's rights): that is
 * worth a warning, and the script has ended as it has.
 */
export async function giveBack(
  paths: readonly string[],
  mounts: readonly string[],
  image: string,
  engine: Engine,
  user: RunnerUser,
  host: Host,
): Promise<void> {
  const owner = engine.userNamespace === 'user' ? '0:0' : `${user.uid}:${user.gid}`;
  const flags = [
    ...['run', '--rm', '--network', 'none', '--user', '0:0', '--entrypoint', 'chown'],
    ...mounts.flatMap((path) => ['--mount', mount(path)]),
    ...(engine.userNamespace === 'remapped' ? ['--userns', 'host'] : []),
    ...(engine.program === 'podman' ? ['--security-opt', 'label=disable'] : []),
  ];
  for (let at = 0; at < paths.length; at += PATHS_AT_ONCE) {
    const some = paths.slice(at, at + PATHS_AT_ONCE);
    // -h: a link's target may be a file of the container's, or nothing.
    const { code, stderr } = await host.exec(engine.program, [...flags, image, '-hR', owner, '--', ...some], {
      afterCancel: true,
      ignoreExitCode: true,
    });
    if (code !== 0)
      host.warning(`some files still belong to another user than the runner's: ${stderr.trim()}`);
  }
}

/** Undefined for what is gone, or lies in a directory that may be read and not searched. */
function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (isCode(error, 'EACCES')) return undefined;
    throw error;
  }
}

/** None of a directory that may not be read: a user can close its own. */
async function children(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).map((name) => join(directory, name));
  } catch (error) {
    if (isCode(error, 'ENOENT', 'EACCES')) return [];
    throw error;
  }
}
