import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { repository } from '../repository.ts';
import { parseFile } from './step.ts';

/** How a step of a job ended. */
export interface StepResult {
  readonly code: number | null;
  /** All that it printed, post's part included. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly seconds: number;
}

export interface StepOptions {
  readonly inputs: Readonly<Record<string, string>>;
  /** Beside what every job has: the cache service's variables, PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with main's process, to cancel it. */
  readonly started?: (main: ChildProcess) => void;
  /** The machine is lost with main: post never runs. */
  readonly lost?: boolean;
}

/** GitHub's runner, as far as an action sees it: files for outputs and state, main and then post, whatever happened. */
export interface Runner {
  /** Runs the action's bundles as a step of a new job on a new machine: nothing is left of earlier ones. */
  step(options: StepOptions): Promise<StepResult>;
}

/** @param directory holds all that jobs write; removed by the caller. */
export function createRunner(directory: string): Runner {
  return {
    async step({ inputs, env = {}, started, lost = false }) {
      const job = await mkdtemp(join(directory, 'job-'));
      const files = Object.fromEntries(
        ['OUTPUT', 'STATE', 'STEP_SUMMARY', 'ENV', 'PATH'].map((name) => [`GITHUB_${name}`, join(job, name)]),
      );
      for (const file of Object.values(files)) await writeFile(file, '');
      const workspace = join(job, 'work');
      await mkdir(workspace);
      await mkdir(join(job, 'temp'));
      const named = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
      const all = {
        PATH: process.env.PATH ?? '',
        HOME: job,
        RUNNER_TEMP: join(job, 'temp'),
        GITHUB_WORKSPACE: workspace,
        GITHUB_ACTIONS: 'true',
        INPUT_PREBUILT: '',
        ...env,
        ...files,
        ...Object.fromEntries(named),
      };
      const begin = performance.now();
      const main = await runBundle('action.js', all, workspace, started);
      const seconds = (performance.now() - begin) / 1000;
      const state = await readPairs(files.GITHUB_STATE);
      const stateEnv = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]);
      const withState = { ...all, ...Object.fromEntries(stateEnv) };
      const post = lost ? undefined : await runBundle('post.js', withState, workspace);
      return {
        code: main.code,
        log: post === undefined ? main.log : `${main.log}\n--- post\n${post.log}`,
        outputs: await readPairs(files.GITHUB_OUTPUT),
        summary: await readFile(files.GITHUB_STEP_SUMMARY ?? '', 'utf8'),
        seconds,
      };
    },
  };
}

/** Cancels as the runner does: SIGINT, after 7.5 s SIGTERM, after 2.5 s more SIGKILL. */
export async function cancel(main: ChildProcess): Promise<void> {
  const ended = once(main, 'exit');
  for (const [signal, wait] of [
    ['SIGINT', 7500],
    ['SIGTERM', 2500],
    ['SIGKILL', 0],
  ] as const) {
    if (main.exitCode !== null || main.signalCode !== null) return;
    main.kill(signal);
    await Promise.race([ended, sleep(wait)]);
  }
}

async function runBundle(
  name: string,
  env: Record<string, string>,
  cwd: string,
  started?: StepOptions['started'],
): Promise<{ code: number | null; log: string }> {
  const child = spawn(process.execPath, [join(repository, 'dist', name)], {
    env,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started?.(child);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, log: stdout + stderr };
}

async function readPairs(file = ''): Promise<Record<string, string>> {
  return parseFile(await readFile(file, 'utf8'));
}
