import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../host/host.ts';
import type { RunnerUser } from './command.ts';
import type { CompilerCache } from './compiler-cache.ts';
import type { Engine } from './engine.ts';
import { foreignPaths, giveBack } from './ownership.ts';
import type { Runner } from './runner.ts';

/** What a step leaves to be undone, known before its container starts; as JSON, for post. */
export interface LeftOver {
  readonly engine: Engine;
  readonly container: string;
  readonly image: string;
  readonly script: string;
  readonly runner: Runner;
  readonly user: RunnerUser;
  readonly compilerCache?: CompilerCache;
}

/** Ends and removes the container, if it is there still; also after a cancel. */
export async function removeContainer({ engine, container }: LeftOver, host: Host): Promise<void> {
  const quietly = { ignoreExitCode: true, afterCancel: true };
  let said = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    // podman's rm waits for the container to end itself; both are errors where there is none.
    await host.exec(engine.program, ['kill', container], quietly);
    const { code, stderr } = await host.exec(engine.program, ['rm', '--force', container], quietly);
    if (code === 0 || /no such container|no container with name/i.test(stderr)) return;
    said = stderr;
    // One that is just being started is for a moment neither running nor removable.
    await sleep(AGAIN_MS);
  }
  host.warning(`the container ${container} is left behind: ${engine.program} could not remove it: ${said}`);
}

const ATTEMPTS = 5;
const AGAIN_MS = 300;

/** Gives the runner's user what the script has written, and removes the script. */
export async function settleFiles(left: LeftOver, host: Host): Promise<void> {
  const { engine, image, runner, user, script } = left;
  await rm(script, { force: true });
  if (user.uid === 0 && engine.userNamespace !== 'remapped') return;
  const foreign = await foreignPaths(runner.mounts, user.uid);
  if (foreign.length > 0) await giveBack(foreign, runner.mounts, image, engine, user, host);
}
