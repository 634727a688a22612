import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether the machine has a program of that name, in a directory of PATH (execvp(3)). */
export function hasProgram(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory || '.', name), constants.X_OK);
      return true;
    } catch {
      return false; // not there, or not ours to run: look on
    }
  });
}
