import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import { isCode } from '../is-code.ts';
import { mount, type RunnerUser } from './command.ts';
import type { Engine } from './engine.ts';

const PATHS_AT_ONCE = 500;

/** Below the directories, the topmost paths that belong to another user than the given one. */
export async function foreignPaths(directories: readonly string[], uid: number): Promise<string[]> {
  const found: string[] = [];
  const pending = [...directories];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const info = await lstat(path).catch(undefinedIfGone);
    if (info === undefined) continue;
    if (info.uid !== uid) found.push(path);
    // One by one: a directory may have more entries than a function takes arguments.
    else if (info.isDirectory()) for (const child of await children(path)) pending.push(child);
  }
  return found;
}

/**
 * Makes what a container's script has written the user's own, by a container of the same image: outside, the user
 * may not do that. What was there before may be beyond it, too (another user's, without root's rights): that is worth
 * a warning, and the script has ended as it has.
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

/** None of a directory that may not be read: a user can close its own. */
async function children(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).map((name) => join(directory, name));
  } catch (error) {
    if (isCode(error, 'ENOENT', 'EACCES')) return [];
    throw error;
  }
}

function undefinedIfGone(error: unknown): undefined {
  if (!isCode(error, 'ENOENT')) throw error;
}
