import { existsSync } from 'node:fs';
import { ToolError } from '../errors.ts';
import { isCode } from '../is-code.ts';

/**
 * Says why a program was not started: ENOENT may be the program or the working directory.
 * @returns ToolError `command-not-found`, `working-directory-missing` or `command-not-started`.
 */
export function spawnError(command: string, cwd: string | undefined, cause: unknown): ToolError {
  if (!isCode(cause, 'ENOENT')) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new ToolError(
      'command-not-started',
      `${command} cannot be started: ${why}`,
      `see that ${command} is a program for this machine, and may be executed`,
      { cause },
    );
  }
  if (cwd !== undefined && !existsSync(cwd)) {
    return new ToolError(
      'working-directory-missing',
      `${command} cannot be started in ${cwd}: there is no such directory`,
      'something has removed it meanwhile; run it again',
      { cause },
    );
  }
  return new ToolError(
    'command-not-found',
    `${command} is not installed`,
    `install the package that has ${command}`,
    { cause },
  );
}
