import { ToolError } from '../../src/errors.ts';
import { Interrupted, type Scope, withScope } from './scope.ts';

/** Runs a script's work in a scope and turns what it throws into a message and an exit code. */
export async function main(work: (scope: Scope) => Promise<void>): Promise<void> {
  try {
    await withScope(work);
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(error: unknown): number {
  if (error instanceof Interrupted) {
    console.error(`\n${error.message}; everything started here has been ended and removed`);
    return error.exitCode;
  }
  if (error instanceof ToolError) console.error(`error: ${error.message}\n  hint: ${error.hint}`);
  else console.error('this is a bug in the script:', error);
  return 1;
}
