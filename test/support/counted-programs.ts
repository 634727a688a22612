import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Programs in PATH that write down that they were started. */
interface CountedPrograms {
  /** For the environment. */
  readonly path: string;
  started(): Promise<readonly string[]>;
}

/**
 * Puts wrappers of this machine's programs first in PATH; each notes its name, then is the program itself.
 * @param instead what is done in place of a program, as shell script.
 */
export async function countPrograms(
  directory: string,
  names: readonly string[],
  instead: Readonly<Record<string, string>> = {},
): Promise<CountedPrograms> {
  await mkdir(directory, { recursive: true });
  const log = join(directory, 'started');
  await writeFile(log, '');
  for (const name of names) {
    const real = execFileSync('sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' }).trim();
    const script = `#!/bin/sh\necho ${name} >>${log}\n${instead[name] ?? `exec ${real} "$@"`}\n`;
    await writeFile(join(directory, name), script, { mode: 0o755 });
  }
  return {
    path: `${directory}:${process.env.PATH}`,
    started: async () => (await readFile(log, 'utf8')).split('\n').filter((name) => name !== ''),
  };
}

/** What compiles and links. */
export const COMPILERS = ['gcc', 'cc', 'as', 'ld', 'ar', 'make', 'ninja', 'strip'] as const;
