import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOptional } from '../files/optional-file.ts';
import type { ForeignPaths } from './ownership.ts';

/** What a step has in RUNNER_TEMP, which its container sees, until its files are settled. */
export interface StepFiles {
  readonly directory: string;
  readonly script: string;
}

/** Empty until the container's first process runs. */
const begunFile = (directory: string): string => join(directory, 'begun');

/**
 * Names the files of a step, which are not there yet.
 * @param extension the script's, as `.sh`.
 */
export function stepFiles(temp: string, name: string, extension: string): StepFiles {
  const directory = join(temp, name);
  return { directory, script: join(directory, `script${extension}`) };
}

/** A file and not the runner's state, which becomes a variable, and those are short (execve(2), "Limits"). */
const foreignFile = (directory: string): string => join(directory, 'foreign.json');

/**
 * Writes the files, the script for whatever user the container has.
 * @param foreign what is another user's before the container starts.
 */
export async function writeStepFiles(
  { directory, script }: StepFiles,
  text: string,
  foreign: ForeignPaths,
): Promise<void> {
  await mkdir(directory, { mode: 0o755 });
  await writeFile(foreignFile(directory), JSON.stringify([...foreign]));
  await writeFile(script, `${text}\n`, { mode: 0o644 });
  await writeFile(begunFile(directory), '');
  // Not by writeFile, which heeds the umask.
  await chmod(begunFile(directory), 0o666);
}

/**
 * Whether a process has run in the container: the prologue's first act is to write to the file, and only a script can
 * have removed it.
 */
export async function hasBegun({ directory }: StepFiles): Promise<boolean> {
  return (await readOptional(begunFile(directory))) !== '';
}

/** What was written of others' paths; undefined when the step's files are gone, or were never written. */
export async function readForeign({ directory }: StepFiles): Promise<ForeignPaths | undefined> {
  const text = await readOptional(foreignFile(directory));
  return text === undefined ? undefined : new Map(JSON.parse(text) as [string, string][]);
}

export async function removeStepFiles(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}
