import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { repository } from '../repository.ts';
import { isRoot } from '../root.ts';
import type { Scope } from '../scope.ts';

/** A job's places as GitHub's runner makes them, in which steps run one after the other. */
export interface Job {
  readonly workspace: string;
  readonly temp: string;
  /** Who owns them and runs the steps: not root, as on GitHub's own runners. */
  readonly uid: number;
  /** Starts a bundle of dist/ as a step, with `INPUT_…` variables; `env` is the step's own. */
  start(bundle: string, inputs: Readonly<Record<string, string>>, env?: Env): Promise<Step>;
}

/** A step that was started. */
export interface Step {
  readonly child: ChildProcess;
  /** When all that writes to its log is over, which after a kill may be later. */
  readonly ended: Promise<StepEnd>;
  /** What the runner would hand to the action's post now. */
  state(): Promise<Readonly<Record<string, string>>>;
}

export interface StepEnd {
  readonly code: number | null;
  /** Both outputs. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly paths: string;
  readonly summary: string;
}

type Env = Readonly<Record<string, string>>;

const FILES = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE'] as const;
/** The id of its user on GitHub's own runners. */
export const RUNNER = 1001;

/**
 * @param more variables of every step, such as the engine's.
 * @param asSelf steps run as the user of this process, also when that is root, as on some self-hosted runners.
 * @param before a command that becomes the one behind it, as this process's user.
 */
export async function makeJob(
  scope: Scope,
  more: Env = {},
  asSelf = !isRoot(),
  before: readonly string[] = [],
): Promise<Job> {
  const top = await scope.tempDir('job');
  const places = { workspace: join(top, 'w', 'r', 'r'), temp: join(top, 'w', '_temp') };
  const [uid, gid] = asSelf ? [process.getuid?.() ?? 0, process.getgid?.() ?? 0] : [RUNNER, RUNNER];
  for (const path of [join(top, 'w', 'r'), places.workspace, places.temp]) {
    await mkdir(path, { recursive: true });
    await chown(path, uid, gid);
  }
  // Containers may run as anybody.
  await chmod(top, 0o755);
  let count = 0;
  return {
    ...places,
    uid,
    async start(bundle, inputs, env = {}) {
      count += 1;
      const files = Object.fromEntries(FILES.map((name) => [name, join(places.temp, `${name}-${count}`)]));
      for (const file of Object.values(files)) {
        await writeFile(file, '');
        await chown(file, uid, gid);
        await chmod(file, 0o666);
      }
      const command = [process.execPath, join(repository, 'dist', bundle)];
      const child = spawnIn(places.workspace, [...before, ...(asSelf ? command : asRunner(command))], {
        ...{ PATH: process.env.PATH ?? '', HOME: top, CI: 'true', GITHUB_ACTIONS: 'true' },
        ...{ GITHUB_WORKSPACE: places.workspace, RUNNER_TEMP: places.temp },
        RUNNER_WORKSPACE: join(top, 'w', 'r'),
        ...{ GITHUB_WORKFLOW: 'CI', GITHUB_JOB: 'build' },
        ...inputVariables(inputs),
        ...files,
        ...more,
        ...env,
      });
      const state = async () => parseFile(await readFile(files.GITHUB_STATE ?? '', 'utf8'));
      return { child, ended: end(child, files), state };
    },
  };
}

/** docs.github.com, "Metadata syntax": `inputs.<input_id>`. */
function inputVariables(inputs: Env): Record<string, string> {
  const entries = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return Object.fromEntries(entries);
}

function spawnIn(cwd: string, [program = '', ...args]: readonly string[], env: Env): ChildProcess {
  return spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** With leave to read all that root can (capabilities(7)), since the repository may lie in root's home. */
export function asRunner(command: readonly string[]): string[] {
  const reading = ['--inh-caps', '+dac_read_search', '--ambient-caps', '+dac_read_search'];
  const ids = ['--reuid', String(RUNNER), '--regid', String(RUNNER), '--clear-groups'];
  return ['setpriv', ...ids, ...reading, ...command];
}

async function end(child: ChildProcess, files: Readonly<Record<string, string>>): Promise<StepEnd> {
  const [[code], ...outputs] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    ...[child.stdout, child.stderr].map(async (stream) =>
      stream === null ? '' : (await buffer(stream)).toString('utf8'),
    ),
  ]);
  const read = (name: (typeof FILES)[number]) => readFile(files[name] ?? '', 'utf8');
  return {
    code,
    log: outputs.join(''),
    outputs: parseFile(await read('GITHUB_OUTPUT')),
    variables: parseFile(await read('GITHUB_ENV')),
    paths: await read('GITHUB_PATH'),
    summary: await read('GITHUB_STEP_SUMMARY'),
  };
}

/** docs.github.com, "Workflow commands": NAME=value, or NAME<<MARK, lines, MARK; of two, the last counts. */
export function parseFile(text: string): Record<string, string> {
  const entries = text.matchAll(/^([^\n=<]+)(?:=(.*)|<<(.+)\n([\s\S]*?)\n\3)$/gm);
  return Object.fromEntries([...entries].map(([, name = '', line, , lines]) => [name, line ?? lines ?? '']));
}
