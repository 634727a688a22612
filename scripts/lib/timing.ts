import { ToolError } from '../../src/errors.ts';

/** Seconds that the work takes; rejects as it does. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

/**
 * What bash's `time` printed with TIMEFORMAT=%R, on a line of its own.
 * @throws ToolError `no-time`.
 */
export function bashSeconds(text: string): number {
  const seconds = Number(/^[\d.]+$/m.exec(text)?.[0]);
  if (seconds > 0) return seconds;
  throw new ToolError('no-time', `bash's time printed "${text}"`, 'this is unexpected: please report it');
}
