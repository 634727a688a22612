import { setTimeout } from 'node:timers/promises';
import { isCode } from '../is-code.ts';
import { type Lock, takeLock } from './lock.ts';

interface InTurnOptions {
  readonly signal: AbortSignal;
  /** How often it is looked whether the other run has let go, in milliseconds. */
  readonly everyMs: number;
  /** Called each time that another run has the lock. */
  onWait?(): void;
}

/**
 * Takes a lock, once no other run has it; at once where locks cannot be (a file system without hard links).
 * @param path as for takeLock.
 * @throws what the file system says, and when the signal is aborted meanwhile.
 */
export async function lockInTurn(path: string, options: InTurnOptions): Promise<Lock> {
  const { signal, everyMs, onWait } = options;
  for (;;) {
    const lock = await takeLock(path, { signal }).catch((error: unknown) => {
      if (!isCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS')) throw error;
      return { release: async () => undefined };
    });
    if (lock !== undefined) return lock;
    onWait?.();
    await setTimeout(everyMs, undefined, { signal });
  }
}
