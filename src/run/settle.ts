import type { Host } from '../host/host.ts';
import type { RunnerUser } from './command.ts';
import type { CompilerCache } from './compiler-cache.ts';
import type { Engine } from './engine.ts';
import { type ForeignPaths, foreignPaths, giveBack } from './ownership.ts';
import type { Runner } from './runner.ts';
import { removeStepFiles, type StepFiles } from './step-files.ts';

/** What a step leaves to be undone, known before its container starts; as JSON, for post. */
export interface LeftOver {
  readonly engine: Engine;
  readonly container: string;
  readonly image: string;
  readonly files: StepFiles;
  readonly runner: Runner;
  readonly user: RunnerUser;
  readonly compilerCache?: CompilerCache;
}

/** Ends and removes the container, if it is there still; also after a cancel. */
export async function removeContainer({ engine, container }: LeftOver, host: Host): Promise<void> {
  const quietly = { ignoreExitCode: true, afterCancel: true };
  // podman's rm waits for the container to end itself; both are errors where there is none.
  await host.exec(engine.program, ['kill', container], quietly);
  const { code, stderr } = await host.exec(engine.program, ['rm', '--force', container], quietly);
  // `run --rm` may be removing it at the same time.
  if (code === 0 || /no such container|no container with|already in progress/i.test(stderr)) return;
  const command = `${engine.program} rm --force ${container}`;
  host.warning(`a container is left behind (${stderr.trim()}); remove it with: ${command}`);
}

/**
 * Gives the runner's user what the script has written, and removes the step's own files.
 * @param before what was another user's when the container started, which stays so.
 */
export async function settleFiles(left: LeftOver, before: ForeignPaths, host: Host): Promise<void> {
  const { engine, image, runner, user, files } = left;
  const foreign = await foreignPaths(runner.mounts, user.uid);
  const written = [...foreign].filter(([path, file]) => before.get(path) !== file).map(([path]) => path);
  if (written.length > 0) await giveBack(written, runner.mounts, image, engine, user, host);
  await removeStepFiles(files.directory);
}
