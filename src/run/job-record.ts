import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOptional } from '../files/optional-file.ts';

/** What a job's run steps have on record for those after them, in RUNNER_TEMP. */
interface JobRecord {
  /** Images that were pulled: all steps of a job have the same. */
  readonly pulled: readonly string[];
  /** Names of variables that scripts have set for later steps. */
  readonly variables: readonly string[];
  /** Directories that scripts have put before PATH for later steps. */
  readonly paths: readonly string[];
}

const recordFile = (temp: string): string => join(temp, 'arm64-on-x86-job.json');

/** Empty in a job's first step. */
export async function readJobRecord(temp: string): Promise<JobRecord> {
  const text = await readOptional(recordFile(temp));
  const known = text === undefined ? {} : (JSON.parse(text) as Partial<JobRecord>);
  return { pulled: [], variables: [], paths: [], ...known };
}

/** Sets the given parts of the record. */
export async function updateJobRecord(temp: string, parts: Partial<JobRecord>): Promise<void> {
  await writeFile(recordFile(temp), JSON.stringify({ ...(await readJobRecord(temp)), ...parts }));
}

/** When all steps of the job are over. */
export async function removeJobRecord(temp: string): Promise<void> {
  await rm(recordFile(temp), { force: true });
}
