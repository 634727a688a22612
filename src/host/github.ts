import { tmpdir } from 'node:os';
import * as core from '@actions/core';
import { atMostEvery } from './at-most-every.ts';
import { createCommonHost } from './common.ts';
import { formatElapsed } from './elapsed.ts';
import { createCacheProgram } from './github-cache/program.ts';
import { createGithubCache } from './github-cache/store.ts';
import { createGithubUnfinished } from './github-cache/unfinished.ts';
import { logLines } from './github-log.ts';
import { LEFT, unfinishedBase } from './github-state.ts';
import type { Host } from './host.ts';

const PROGRESS_EVERY_MS = 10_000;
/** Rights of the job, which no compiler that we start needs (docs.github.com, "Variables reference"). */
const TOKENS = ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];

/**
 * The host of the action: groups, annotations, masks and outputs of the runner, and its cache service.
 * Its `env` has no tokens of the job: of what it starts, only the program for GitHub's cache gets them.
 * Children are not run through @actions/exec, which cannot end a whole process group when a job is cancelled.
 * @param env the whole environment of the step.
 * @param cacheProgram see createCacheProgram.
 */
export function createGithubHost(env: Host['env'], cacheProgram: string): Host {
  const base = env.RUNNER_TEMP || tmpdir();
  const temp: string[] = [];
  const leave = (state: string) => (names: readonly string[]) => core.saveState(state, JSON.stringify(names));
  const common = createCommonHost(withoutTokens(env), base, (path) => {
    temp.push(path);
    leave(LEFT.tempDirs)(temp);
  });
  const program = createCacheProgram(cacheProgram, { ...common, env });
  const log = { info: logLines, warning: annotateWarning };
  const said = { before: [], remember: leave(LEFT.trouble) };
  const { run, ...cache } = createGithubCache(program, { ...common, ...log }, said);
  const unfinished = createGithubUnfinished(unfinishedBase(env), run, env, leave(LEFT.unfinished));
  return {
    ...common,
    ...log,
    exec: (command, args, options) => common.exec(command, args, { env: common.env, ...options }),
    cache,
    githubCache: cache,
    unfinished: unfinished.open,
    debug: core.debug,
    notice: (message) => core.notice(message),
    phase: (title, work) =>
      core.group(title, async () => {
        const start = performance.now();
        try {
          return await work();
        } finally {
          logLines(`${title}: ${formatElapsed(performance.now() - start)}`);
        }
      }),
    progress: atMostEvery(PROGRESS_EVERY_MS, logLines),
    secret: core.setSecret,
    setOutput: core.setOutput,
  };
}

function withoutTokens(env: Host['env']): Host['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !TOKENS.includes(name)));
}

/** An input of the action: empty when the workflow says so, undefined when the runner sets none at all. */
export function readActionInput(name: string): string | undefined {
  return process.env[`INPUT_${name.toUpperCase()}`] === undefined ? undefined : core.getInput(name);
}

/** Puts an error on the run, in its log and as an annotation. */
export function annotateError(message: string, hint: string | undefined): void {
  core.error(hint === undefined ? message : `${message}\nhint: ${hint}`, { title: 'arm64-on-x86' });
}

/** Puts a warning on the run, in its log and as an annotation. */
export function annotateWarning(message: string): void {
  core.warning(message);
}

/** Adds Markdown to the job's summary page; nothing where the runner keeps none. */
export async function addToSummary(markdown: string, env: Host['env']): Promise<void> {
  if (env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(markdown).write();
}
