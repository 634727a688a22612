import { randomUUID } from 'node:crypto';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { RunInputs } from '../inputs/run.ts';
import { containerArguments, type RunnerUser } from './command.ts';
import { type CompilerCache, ccacheVariables, openCompilerCache } from './compiler-cache.ts';
import { type Engine, findEngine } from './engine.ts';
import { type ContainerEnvironment, containerEnvironment } from './environment.ts';
import { keepHandedOn } from './handed-on.ts';
import { readJobRecord } from './job-record.ts';
import { hasNativeCcache } from './native-ccache.ts';
import { foreignPaths } from './ownership.ts';
import { pullImage } from './pull.ts';
import { runContainer } from './run-container.ts';
import { isInside, type Runner, readRunner } from './runner.ts';
import { type LeftOver, settleFiles } from './settle.ts';
import { chooseShell } from './shell.ts';
import { hasBegun, stepFiles, writeStepFiles } from './step-files.ts';

interface StepResult {
  readonly exitCode: number;
  readonly compilerCacheHit: boolean;
}

/** What the step needs from the runner besides the host. */
interface StepSurroundings {
  readonly user: RunnerUser;
  /** Told what is to be undone before anything is done that has to be. */
  keep(left: LeftOver): void;
  /** Told when the script begins and ends, which is when the log is the script's. */
  around<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Runs a step's script in a new container of the image, with the runner's workspace and files at the same paths as
 * outside. The container is gone at the end, whatever way it comes.
 * @throws ToolError for inputs that cannot be, without an engine, without the image, or where it does not start
 *   (`container-not-started`); a script that fails is none.
 */
export async function runStep(inputs: RunInputs, host: Host, around: StepSurroundings): Promise<StepResult> {
  const runner = readRunner(host.env);
  const shell = chooseShell(inputs.shell);
  const directory = await workingDirectory(inputs.workingDirectory, runner);
  const engine = await findEngine(host);
  await pullImage(engine, inputs, runner.temp, host);

  const wantsCache = inputs.compilerCache ?? (await hasNativeCcache(engine, inputs.image, host));
  const cache = wantsCache ? await openCompilerCache(inputs, runner.temp, host) : undefined;
  const { variables, paths } = await readJobRecord(runner.temp);
  const named = [...variables.map((name) => ({ name })), ...inputs.env];
  const environment = containerEnvironment(host.env, defaults(cache), named);
  const name = `arm64-on-x86-${randomUUID()}`;
  const files = stepFiles(runner.temp, name, shell.extension);
  const left = {
    ...{ engine, container: name, image: inputs.image, files, runner, user: around.user },
    ...(cache && { compilerCache: cache }),
  };
  around.keep(left);
  const foreign = await foreignPaths(runner.mounts, around.user.uid);
  await writeStepFiles(files, inputs.script, foreign);
  await mkdir(runner.home, { recursive: true });
  const args = containerArguments({
    ...{ engine, name, inputs, runner, user: around.user, directory, environment, files },
    environmentFile: await writeEnvironmentFile(environment, host),
    ccacheLinks: cache?.links ?? '',
    paths,
    command: shell.command(files.script),
  });
  const exitCode = await around.around(() => runContainer(engine, args, environment, left, host));
  const begun = exitCode === 0 || (await hasBegun(files));
  await settleFiles(left, foreign, host);
  if (!begun) throw notStarted(engine, exitCode);
  await keepHandedOn(host.env, runner.temp);
  return { exitCode, compilerCacheHit: cache !== undefined && cache.before !== '' };
}

/** The exit code is the client's or the runtime's then (docker-run(1), "Exit Status"), whose message is in the log. */
function notStarted({ program }: Engine, exitCode: number): ToolError {
  return new ToolError(
    'container-not-started',
    `the container did not start: ${program} ended with exit code ${exitCode}`,
    `see what ${program} says above; check options and user, and that the image has a sh that runs on this machine`,
  );
}

/** git(1), "GIT_CONFIG_COUNT": for users who may not write the file that the prologue does, with git 2.38 and newer. */
function defaults(cache: CompilerCache | undefined): Record<string, string> {
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    ...(cache === undefined ? {} : ccacheVariables(cache)),
  };
}

/** Docker would make a missing directory, as root; inside the image it may be made. */
async function workingDirectory(input: string, runner: Runner): Promise<string> {
  const path = resolve(runner.workspace, input);
  if (!runner.mounts.some((mount) => isInside(path, mount))) return path;
  const isDirectory = await stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
  if (isDirectory) return path;
  throw new ToolError(
    'input-working-directory',
    `working-directory: ${path} is no directory`,
    'check the path; it is relative to the workspace',
  );
}

async function writeEnvironmentFile(
  environment: ContainerEnvironment,
  host: Host,
): Promise<string | undefined> {
  if (environment.file === '') return undefined;
  const file = join(await host.tempDir('environment'), 'variables');
  await writeFile(file, environment.file, { mode: 0o600 });
  return file;
}
