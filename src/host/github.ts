import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@actions/core';
import { createCommonHost } from './common.ts';
import { formatElapsed } from './elapsed.ts';
import { createGithubCache } from './github-cache.ts';
import type { Host } from './host.ts';

const PROGRESS_EVERY_MS = 10_000;
/** The runner's name for what main leaves to post, in GITHUB_STATE. */
const TEMP_STATE = 'temp-dirs';

/**
 * The host of the action: groups, annotations, masks and outputs of the runner, and its cache service.
 * Children are not run through @actions/exec, which cannot end a whole process group when a job is cancelled.
 */
export function createGithubHost(env: Host['env']): Host {
  const base = env.RUNNER_TEMP || tmpdir();
  const temp: string[] = [];
  let lastProgress = Number.NEGATIVE_INFINITY;
  const common = createCommonHost(env, base, (path) => {
    temp.push(path);
    core.saveState(TEMP_STATE, JSON.stringify(temp));
  });
  return {
    ...common,
    cache: createGithubCache(join(base, 'arm64-on-x86-cache'), warnOnce(core.warning)),
    info: core.info,
    debug: core.debug,
    warning: (message) => core.warning(message),
    phase: (title, work) =>
      core.group(title, async () => {
        const start = performance.now();
        try {
          return await work();
        } finally {
          core.info(`${title}: ${formatElapsed(performance.now() - start)}`);
        }
      }),
    progress: (line) => {
      if (performance.now() - lastProgress < PROGRESS_EVERY_MS) return;
      lastProgress = performance.now();
      core.info(line);
    },
    secret: core.setSecret,
    setOutput: core.setOutput,
  };
}

/** An input of the action, as the workflow gave it; empty when it did not. */
export function readActionInput(name: string): string {
  return core.getInput(name);
}

/** Puts an error on the run, in its log and as an annotation. */
export function annotateError(message: string): void {
  core.error(message);
}

/** Adds Markdown to the job's summary page; nothing where the runner keeps none. */
export async function addToSummary(markdown: string, env: Host['env']): Promise<void> {
  if (env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(markdown).write();
}

/**
 * Removes what main left: the temporary directories of a job that was cancelled and whose main was killed
 * before it could do so itself. For post.
 */
export async function removeLeftTempDirs(): Promise<void> {
  const directories = JSON.parse(core.getState(TEMP_STATE) || '[]') as string[];
  for (const directory of directories) await rm(directory, { recursive: true, force: true });
}

/** A cache that is down would put the same annotation on the run for every component. */
function warnOnce(warn: (message: string) => void): (message: string) => void {
  let warned = false;
  return (message) => {
    if (warned) core.info(message);
    else warn(message);
    warned = true;
  };
}
