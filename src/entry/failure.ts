import { ToolError } from '../errors.ts';
import { Interrupted } from '../host/interrupt.ts';

/** How a failed run ends: what is printed, and the exit code. */
interface Failure {
  readonly message: string;
  readonly hint?: string;
  readonly exitCode: number;
}

/**
 * Decides what a user sees of an error: what and what to do for a ToolError and for the system's own refusals
 * (disk full, no permission); the stack for anything else, which is a bug of ours.
 * @param signal the host's; when it was aborted by a signal, that is the reason, whatever broke because of it.
 */
export function explainFailure(error: unknown, signal?: AbortSignal): Failure {
  if (signal?.reason instanceof Interrupted) {
    const { message, hint, exitCode } = signal.reason;
    return { message, hint, exitCode };
  }
  if (error instanceof ToolError) return { message: error.message, hint: error.hint, exitCode: 1 };
  const hint = systemHint(error);
  if (hint !== undefined) return { message: (error as Error).message, hint, exitCode: 1 };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    message: `this is a bug in arm64-on-x86, please report it with this text:\n${stack}`,
    exitCode: 1,
  };
}

/** errno(3) of what the machine, not the program, is short of; node's message names the call and the path. */
const SYSTEM_HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space, or set TMPDIR and cache-dir to a disk that has more',
  EDQUOT: 'the disk quota is used up: free some space, or set TMPDIR and cache-dir to another disk',
  EROFS: 'the place cannot be written to: set TMPDIR and cache-dir to one that can',
  EACCES: 'check the permissions of the path',
  EPERM: 'check the permissions of the path',
  EMFILE: 'raise the limit of open files (ulimit -n)',
  ENOMEM: 'free some memory, or use a machine with more',
};

function systemHint(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return SYSTEM_HINTS[String(error.code)];
}
