import { setMaxListeners } from 'node:events';
import { execProgram } from './exec.ts';
import type { Host } from './host.ts';
import { watchSignals } from './interrupt.ts';
import { createTempDirs } from './temp.ts';

/** What both hosts do in the same way. */
type CommonHost = Pick<Host, 'env' | 'signal' | 'exec' | 'tempDir' | 'close'>;

const NEVER = new AbortController().signal;

/**
 * @param tempBase where temporary directories are made.
 * @param tempCreated told of each of them.
 */
export function createCommonHost(
  env: Host['env'],
  tempBase: string,
  tempCreated?: (path: string) => void,
): CommonHost {
  const controller = new AbortController();
  // Every child and stream of a run listens to this one signal.
  setMaxListeners(0, controller.signal);
  const stopWatching = watchSignals(controller);
  const temp = createTempDirs(tempBase, tempCreated);
  return {
    env,
    signal: controller.signal,
    exec: (command, args, options = {}) =>
      execProgram(command, args, options, options.afterCancel ? NEVER : controller.signal),
    tempDir: (name) => temp.make(name),
    async close() {
      controller.abort();
      stopWatching();
      await temp.removeAll();
    },
  };
}
