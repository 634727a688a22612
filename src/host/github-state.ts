import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@actions/core';
import { ifThere } from '../files/if-there.ts';
import { createCommonHost } from './common.ts';
import { createCacheProgram } from './github-cache/program.ts';
import { createGithubCache } from './github-cache/store.ts';
import { asideOf, saveUnfinished } from './github-cache/unfinished.ts';
import { logLines } from './github-log.ts';
import type { Host } from './host.ts';
import { endOrphans } from './orphans.ts';

/** Names of what main leaves to post, in GITHUB_STATE; each a JSON list. */
export const LEFT = { tempDirs: 'temp-dirs', unfinished: 'unfinished', trouble: 'cache-trouble' } as const;

/** Where unfinished work lies on a runner. */
export function unfinishedBase(env: Host['env']): string {
  return join(env.RUNNER_TEMP || tmpdir(), 'arm64-on-x86-unfinished');
}

/**
 * What post does, also after a job was cancelled and main killed: ends what main left running, saves unfinished work
 * for the next run, and removes temporary directories that main had no time to remove.
 * @param prepare makes the directory of unfinished work ready, and says whether it is worth saving.
 */
export async function finishJob(
  env: Host['env'],
  cacheProgram: string,
  prepare: (directory: string) => Promise<boolean>,
): Promise<void> {
  const host = createCommonHost(env, env.RUNNER_TEMP || tmpdir());
  try {
    const program = createCacheProgram(cacheProgram, host);
    const log = { info: logLines, warning: (message: string) => core.warning(message) };
    const said = { before: left(LEFT.trouble), remember: () => undefined };
    const { run } = createGithubCache(program, { ...host, ...log }, said);
    for (const name of left(LEFT.unfinished)) {
      const directory = join(unfinishedBase(env), name);
      // The post of a later step, which runs before, may have saved and removed it.
      if (!existsSync(directory)) continue;
      await endOrphans(directory);
      if (await prepare(directory)) {
        logLines(`keeping unfinished work for the next run: ${name}`);
        await saveUnfinished(unfinishedBase(env), name, run, env);
      }
      // Only this action's: another one's post may come later.
      for (const path of [directory, asideOf(directory)]) await rm(path, { recursive: true, force: true });
    }
    // Another action may have left something in it.
    await ifThere(rmdir(unfinishedBase(env)), 'ENOTEMPTY');
    for (const directory of left(LEFT.tempDirs)) await rm(directory, { recursive: true, force: true });
  } finally {
    await host.close();
  }
}

/** Whether there is anything in the directory. */
export async function hasContent(directory: string): Promise<boolean> {
  return (await readdir(directory)).length > 0;
}

function left(state: string): string[] {
  return JSON.parse(core.getState(state) || '[]') as string[];
}
