import type { Host } from '../host/host.ts';
import type { Engine } from './engine.ts';
import type { ContainerEnvironment } from './environment.ts';
import { type LeftOver, removeContainer } from './settle.ts';

/** How long a cancelled script has to end itself: the runner kills us 10 s after it has said so. */
const GRACE_MS = 1000;

/**
 * Runs the engine's client with the arguments, whose output is ours.
 * @returns its exit code, which is the script's, or the client's own where no container was started.
 */
export async function runContainer(
  { program }: Engine,
  args: readonly string[],
  { byName }: ContainerEnvironment,
  left: LeftOver,
  host: Host,
): Promise<number> {
  const env = Object.fromEntries(
    Object.entries({ ...host.env, ...byName }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  let removed: Promise<void> | undefined;
  const remove = () => {
    removed ??= removeContainer(left, host);
    return removed;
  };
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    // The client hands SIGTERM on, which a first process may ignore; removing says what fails when it is awaited.
    timer = setTimeout(() => remove().catch(() => undefined), GRACE_MS);
  };
  host.signal.addEventListener('abort', onAbort, { once: true });
  try {
    return (await host.exec(program, args, { env, inherit: true, ignoreExitCode: true })).code;
  } catch (error) {
    // Cancelled: the client is gone, the container need not be.
    await remove();
    throw error;
  } finally {
    clearTimeout(timer);
    host.signal.removeEventListener('abort', onAbort);
  }
}
