import { countAttempts, type RetryPolicy } from './retry.ts';

/**
 * A stream that is taken up where it broke: `open` gives the bytes from an offset on, and throws TransientFailure
 * when it is worth another attempt. What comes further is not given up.
 */
export async function* resumed(
  open: (offset: number) => AsyncIterable<Buffer>,
  policy: RetryPolicy,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const attempts = countAttempts(policy, signal);
  let offset = 0;
  for (;;) {
    try {
      for await (const chunk of open(offset)) {
        offset += chunk.length;
        attempts.reached(offset);
        yield chunk;
      }
      return;
    } catch (error) {
      await attempts.again(error);
    }
  }
}
