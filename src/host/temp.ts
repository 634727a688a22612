import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../errors.ts';
import { isCode } from '../is-code.ts';

/** Private temporary directories that are gone when the run is over, whatever way it ends. */
interface TempDirs {
  /** A new, empty directory (mode 0700, as mkdtemp(3) makes it). ToolError `temp-missing`. */
  make(name: string): Promise<string>;
  removeAll(): Promise<void>;
}

/** @param base where they are made; @param created told of each one, for whoever cleans up after a kill. */
export function createTempDirs(base: string, created: (path: string) => void = () => undefined): TempDirs {
  const made = new Set<string>();
  // process.exit, or a crash, leaves no time for promises.
  const removeNow = (): void => {
    for (const path of made) rmSync(path, { recursive: true, force: true });
  };
  process.once('exit', removeNow);
  return {
    async make(name) {
      const prefix = join(base, `arm64-on-x86-${name.replace(/[^A-Za-z0-9_-]/g, '-')}-`);
      const path = await mkdtemp(prefix).catch((error: unknown) => {
        throw isCode(error, 'ENOENT', 'ENOTDIR') ? notThere(base) : error;
      });
      made.add(path);
      created(path);
      return path;
    },
    async removeAll() {
      for (const path of made) {
        await rm(path, { recursive: true, force: true, maxRetries: 3 });
        made.delete(path);
      }
      process.removeListener('exit', removeNow);
    },
  };
}

function notThere(base: string): ToolError {
  return new ToolError(
    'temp-missing',
    `there is no directory ${base} for temporary files`,
    'make it, or set TMPDIR to a directory that is there',
  );
}
