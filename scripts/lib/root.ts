import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ToolError } from '../../src/errors.ts';
import { type RunOptions, run } from './run.ts';

const systemDirectories = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin'];

/** Path of a program, looked up in PATH and where administrators' programs are; undefined when missing. */
export function findProgram(name: string): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(delimiter), ...systemDirectories];
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not ours to run: look on
  }
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The command line that runs a program as root: as it is for root, through sudo otherwise. */
export function asRoot(command: string, args: readonly string[]): [string, string[]] {
  if (isRoot()) return [command, [...args]];
  if (findProgram('sudo') === undefined) {
    throw new ToolError(
      'root-needed',
      `${command} needs root, and there is no sudo`,
      'run this as root, or install sudo and allow yourself to use it',
    );
  }
  return ['sudo', ['--', command, ...args]];
}

/** run(), as root; variables are handed over with env(1), since sudo drops them. */
export async function runAsRoot(command: string, args: readonly string[], options: RunOptions = {}) {
  const { env = {}, ...rest } = options;
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const [program, all] = asRoot('env', [...variables, command, ...args]);
  return run(program, all, rest);
}
