import { pauseBefore, type RetryPolicy, TransientFailure } from './retry.ts';

/**
 * A stream that is taken up where it broke: `open` gives the bytes from an offset on, and throws TransientFailure
 * when it is worth another attempt. Only attempts that bring nothing count.
 */
export async function* resumed(
  open: (offset: number) => AsyncIterable<Buffer>,
  policy: RetryPolicy,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  let offset = 0;
  for (let attempt = 1; ; ) {
    try {
      for await (const chunk of open(offset)) {
        offset += chunk.length;
        attempt = 1;
        yield chunk;
      }
      return;
    } catch (error) {
      if (!(error instanceof TransientFailure)) throw error;
      if (attempt >= policy.attempts) throw error.reason;
      attempt += 1;
      await pauseBefore(attempt, error, policy, signal);
    }
  }
}
