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

/** Turns a failure to write an output into a ToolError; one that is there already passes, and so do bugs. */
export function destinationError(dest: string, error: NodeJS.ErrnoException): Error {
  if (error instanceof ToolError || error.code === undefined) return error;
  const hint = HINTS[error.code] ?? 'check the destination';
  return new ToolError('output-failed', `outputs: ${dest} could not be written: ${error.message}`, hint, {
    cause: error,
  });
}
