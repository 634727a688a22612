import { readOptional } from '../files/optional-file.ts';
import type { Host } from '../host/host.ts';
import { readJobRecord, updateJobRecord } from './job-record.ts';

/**
 * Keeps for the job's later run steps what a script has written to GITHUB_ENV and GITHUB_PATH. The runner gives that
 * to all steps, but among the machine's own variables and directories, which are nothing for a container. Of variables
 * the names are kept: the value is the runner's to say, and may be a secret.
 */
export async function keepHandedOn(env: Host['env'], temp: string): Promise<void> {
  const read = async (file: string | undefined) => (file ? await readOptional(file) : undefined) ?? '';
  const names = writtenVariables(await read(env.GITHUB_ENV));
  const paths = writtenPaths(await read(env.GITHUB_PATH));
  if (names.length === 0 && paths.length === 0) return;
  const record = await readJobRecord(temp);
  await updateJobRecord(temp, {
    variables: [...new Set([...record.variables, ...names])],
    paths: [...new Set([...paths, ...record.paths])],
  });
}

/**
 * Names in a file of GITHUB_ENV (docs.github.com, "Workflow commands"): NAME=value, or NAME<<MARK, lines, and MARK.
 * Not PATH, which is the machine's, and not those that the runner sets itself.
 */
export function writtenVariables(text: string): string[] {
  const names = [
    ...text.matchAll(/^([A-Za-z_][A-Za-z0-9_]*)(?:=.*|<<(.+)\r?\n(?:[\s\S]*?\n)??\2)\r?$/gm),
  ].map(([, name = '']) => name);
  return names.filter((name) => !/^(PATH|CI|(GITHUB|RUNNER)_.*)$/.test(name));
}

/** Directories in a file of GITHUB_PATH, as the runner puts them before PATH: the last comes first. */
export function writtenPaths(text: string): string[] {
  // A colon would make two of it.
  return text
    .split(/\r?\n/)
    .filter((line) => /^\/[^:]*$/.test(line))
    .reverse();
}
