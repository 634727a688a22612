import { access, constants, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ToolError } from '../errors.ts';
import { writeAtomically } from '../files/atomic-file.ts';
import { ifThere } from '../files/if-there.ts';

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space, or name a destination on another disk',
  EDQUOT: 'free some space, or name a destination on another disk',
  EACCES: 'name a destination that you may write to',
  EPERM: 'name a destination that you may write to',
  EROFS: 'name a destination that you may write to',
  ENOENT: 'make the directory first, or name another',
  ENOTDIR: 'a part of the path is a file; name another destination',
  EISDIR: 'the destination is a directory; name a file',
  ENXIO: 'name a file, and send that on its way',
  EEXIST: 'the destination is a file; name a directory',
};

/**
 * Turns a failure to write an output into a ToolError; one that is there already passes, and so do bugs.
 * @param input the input that names the destination.
 */
export function destinationError(dest: string, error: NodeJS.ErrnoException, input = 'outputs'): Error {
  if (error instanceof ToolError || error.code === undefined) return error;
  const hint = HINTS[error.code] ?? 'check the destination';
  return new ToolError('output-failed', `${input}: ${dest} cannot be written: ${error.message}`, hint, {
    cause: error,
  });
}

/**
 * Sees whether there can be a file at the path, before what takes long. What is there and no file stays: a device or
 * a pipe would be replaced, and not written to.
 * @param input as of destinationError.
 * @throws ToolError `output-failed`.
 */
export async function checkDestination(file: string, input?: string): Promise<void> {
  try {
    const real = await followed(file);
    // The dot makes sure that it is a directory.
    await access(`${dirname(real)}/.`, constants.W_OK);
    const code = await obstacle(real);
    if (code !== undefined) throw Object.assign(new Error(OBSTACLES[code]), { code });
  } catch (error) {
    throw error instanceof Error ? destinationError(file, error, input) : error;
  }
}

const OBSTACLES = { EISDIR: 'it is a directory', ENXIO: 'it is a device or a pipe' } as const;

async function obstacle(path: string): Promise<keyof typeof OBSTACLES | undefined> {
  const found = await ifThere(stat(path));
  if (found === undefined || found.isFile()) return undefined;
  return found.isDirectory() ? 'EISDIR' : 'ENXIO';
}

/** The file that a link names, which is written then, and the link stays. */
async function followed(file: string): Promise<string> {
  return (await ifThere(realpath(file))) ?? resolve(file);
}

/** Writes a file, which appears whole or not at all. @throws ToolError `output-failed`; the signal's reason. */
export async function writeDestination(
  file: string,
  signal: AbortSignal,
  write: (partial: string) => Promise<void>,
): Promise<void> {
  try {
    await writeAtomically(await followed(file), write);
  } catch (error) {
    throw error instanceof Error && !signal.aborted ? destinationError(file, error) : error;
  }
}
