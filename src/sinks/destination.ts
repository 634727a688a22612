import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { writeAtomically } from '../atomic-file.ts';
import { ToolError } from '../errors.ts';

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space, or name a destination on another disk',
  EDQUOT: 'free some space, or name a destination on another disk',
  EACCES: 'name a destination that you may write to',
  EPERM: 'name a destination that you may write to',
  EROFS: 'name a destination that you may write to',
  ENOENT: 'make the directory first, or name another',
  ENOTDIR: 'a part of the path is a file; name another destination',
  EISDIR: 'the destination is a directory; name a file',
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
 * Sees whether there can be a file at the path, before what takes long.
 * @param input as of destinationError.
 * @throws ToolError `output-failed`.
 */
export async function checkDestination(file: string, input?: string): Promise<void> {
  try {
    // The dot makes sure that it is a directory.
    await access(`${dirname(resolve(file))}/.`, constants.W_OK);
    if (await isDirectory(file)) throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' });
  } catch (error) {
    throw error instanceof Error ? destinationError(file, error, input) : error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}

/** Writes a file, which appears whole or not at all. @throws ToolError `output-failed`; the signal's reason. */
export async function writeDestination(
  file: string,
  signal: AbortSignal,
  write: (partial: string) => Promise<void>,
): Promise<void> {
  try {
    await writeAtomically(file, write);
  } catch (error) {
    throw error instanceof Error && !signal.aborted ? destinationError(file, error) : error;
  }
}
