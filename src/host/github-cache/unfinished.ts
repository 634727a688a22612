import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyDirectory } from '../../cache/files.ts';
import type { Host } from '../host.ts';
import { checkUnfinishedName, type UnfinishedWork } from '../unfinished.ts';
import type { CacheOutcome } from './outcome.ts';
import type { CacheOperation } from './program.ts';

/** Runs an operation on GitHub's cache, as createGithubCache does. */
type Run = (operation: CacheOperation) => Promise<CacheOutcome>;

/** Unfinished work on a runner, which is gone after the job: GitHub's cache keeps it, and post saves it. */
interface GithubUnfinished {
  open(name: string): Promise<UnfinishedWork>;
}

/**
 * @param base directory below RUNNER_TEMP, the same in main and post.
 * @param remember told the names of all unfinished work whenever they change, for post.
 */
export function createGithubUnfinished(
  base: string,
  run: Run,
  env: Host['env'],
  remember: (names: readonly string[]) => void,
): GithubUnfinished {
  const names = new Set<string>();
  return {
    async open(name) {
      checkUnfinishedName(name);
      const directory = join(base, name);
      await mkdir(directory, { recursive: true });
      // An earlier step of this job may have left it here.
      const here = (await readdir(directory)).length > 0;
      const restored = here || (await restore(base, name, run));
      names.add(name);
      remember([...names]);
      const checkpoint = (except?: string) =>
        without(except, directory, () => saveUnfinished(base, name, run, env));
      const done = async (): Promise<void> => {
        names.delete(name);
        remember([...names]);
        await rm(directory, { recursive: true, force: true });
      };
      const keep = async (): Promise<void> => {
        await checkpoint();
        await done();
      };
      return { directory, restored, checkpoint, keep, done };
    },
  };
}

async function restore(base: string, name: string, run: Run): Promise<boolean> {
  const prefix = `${name}-`;
  if ((await run({ verb: 'restore', base, path: name, key: prefix, prefix })).kind === 'done') return true;
  // Half of it may have been unpacked.
  await emptyDirectory(join(base, name));
  return false;
}

/** Where what a checkpoint leaves out lies meanwhile: a cache entry is a whole directory. */
export function asideOf(directory: string): string {
  return `${directory}.aside`;
}

async function without(
  name: string | undefined,
  directory: string,
  save: () => Promise<void>,
): Promise<void> {
  const left = join(directory, name ?? '');
  if (name === undefined || !existsSync(left)) return save();
  const aside = asideOf(directory);
  // A run that was killed may have left it there.
  await rm(aside, { recursive: true, force: true });
  await rename(left, aside);
  try {
    await save();
  } finally {
    await rename(aside, left);
  }
}

/** Saves what is there now; entries cannot be replaced, so each has a key of its own, and the newest counts. */
export async function saveUnfinished(base: string, name: string, run: Run, env: Host['env']): Promise<void> {
  const { GITHUB_RUN_ID: id = '0', GITHUB_RUN_ATTEMPT: attempt = '1' } = env;
  await run({ verb: 'save', base, path: name, key: `${name}-${id}-${attempt}-${Date.now()}` });
}
