import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The directory of this tool's own files (`native/`, `LICENSE`). Found by walking up, since this module is at
 * another depth in `src/` than in the bundle in `dist/`.
 */
export function repositoryRoot(): string {
  for (let directory = import.meta.dirname; ; directory = dirname(directory)) {
    // Not existsSync: access(2) asks for the real user without capabilities.
    if (statSync(join(directory, 'native', 'router'), { throwIfNoEntry: false })) return directory;
    if (directory === dirname(directory)) throw new Error(`no native/router above ${import.meta.dirname}`);
  }
}
