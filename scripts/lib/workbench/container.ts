import type { RunOptions, RunResult } from '../run.ts';
import type { Scope } from '../scope.ts';
import type { Engine } from './docker.ts';

/** No capability, no new privileges, no network: less than any CI gives a container. */
export const unprivileged = [
  '--cap-drop',
  'ALL',
  '--security-opt',
  'no-new-privileges',
  '--network',
  'none',
] as const;

/** For what is done at the end, also after an interrupt. */
const never = new AbortController().signal;
let count = 0;

/**
 * Runs a command in a new unprivileged container of an image and removes the container, also when interrupted:
 * the client alone cannot end a container whose first process ignores signals.
 */
export async function runContainer(
  engine: Engine,
  scope: Scope,
  image: string,
  command: readonly string[],
  options: RunOptions & { readonly flags?: readonly string[] } = {},
): Promise<RunResult> {
  const { flags = [], ...rest } = options;
  const name = `arm64-on-x86-${process.pid}-${count++}`;
  scope.defer(async () => {
    if (!scope.signal.aborted) return;
    await engine.run(['rm', '--force', name], { signal: never, ignoreExitCode: true });
  });
  const args = ['run', '--rm', '--name', name, ...unprivileged, ...flags, image, ...command];
  // The client would wait for a container that ignores the signals which it hands on.
  return engine.run(args, { ...rest, endWith: 'SIGKILL' });
}
