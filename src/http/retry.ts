import { setTimeout as sleep } from 'node:timers/promises';

/** A failure that may pass: the operation is worth another attempt, and `reason` is thrown if none is left. */
export class TransientFailure extends Error {
  readonly reason: Error;
  /** What the server asked for with Retry-After. */
  readonly retryAfterMs: number | undefined;
  /** The server has too much to do (429, 503): no fault of the request. */
  readonly isBusy: boolean;

  constructor(reason: Error, retryAfterMs?: number, isBusy = false) {
    super(reason.message, { cause: reason });
    this.name = 'TransientFailure';
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
    this.isBusy = isBusy;
  }
}

export interface RetryPolicy {
  readonly attempts: number;
  /** Pause before the second attempt; doubled before each further one. */
  readonly firstDelayMs: number;
  /** An operation that has come so many bytes further has all its attempts before it again; 1 MiB when absent. */
  readonly progressBytes?: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 5, firstDelayMs: 500 };

/**
 * Runs the operation again, after a pause, as long as it throws {@link TransientFailure}. It may report how far it
 * came, so that it is not given up while it comes further.
 */
export async function withRetry<T>(
  operation: (reached: (bytes: number) => void) => Promise<T>,
  policy: RetryPolicy,
  signal?: AbortSignal,
): Promise<T> {
  const attempts = countAttempts(policy, signal);
  for (;;) {
    try {
      return await operation(attempts.reached);
    } catch (error) {
      await attempts.again(error);
    }
  }
}

/** The attempts at one operation. */
interface Attempts {
  /** How far it came, from its start. */
  reached(bytes: number): void;
  /** Waits for the next attempt after a failure; throws the failure's reason where there is none, or no use in one. */
  again(error: unknown): Promise<void>;
}

/** Counts attempts, from the start again whenever the operation has come far enough. */
export function countAttempts(policy: RetryPolicy, signal?: AbortSignal): Attempts {
  const { progressBytes = 1 << 20 } = policy;
  let attempt = 1;
  let mark = 0;
  return {
    reached(bytes) {
      if (bytes - mark < progressBytes) return;
      mark = bytes;
      attempt = 1;
    },
    async again(error) {
      if (!(error instanceof TransientFailure)) throw error;
      if (attempt >= policy.attempts) throw error.reason;
      attempt += 1;
      await pauseBefore(attempt, error, policy, signal);
    },
  };
}

/**
 * Waits before an attempt (2 is the first that comes after a failure), as long as the server asked for, or longer
 * each time.
 */
async function pauseBefore(
  attempt: number,
  { retryAfterMs }: TransientFailure,
  policy: RetryPolicy,
  signal?: AbortSignal,
): Promise<void> {
  const delay = retryAfterMs ?? jitter(policy.firstDelayMs * 2 ** (attempt - 2));
  await sleep(delay, undefined, signal === undefined ? {} : { signal });
}

/** Retry-After, RFC 9110 section 10.2.3: seconds or a date. Undefined when it is neither. */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Between half and all of it, so that several uploads that failed together do not return together. */
function jitter(delay: number): number {
  return delay * (0.5 + Math.random() / 2);
}
