import { availableParallelism } from 'node:os';

/**
 * Variables for make that say how many jobs a package is built with: one more than there are CPUs, as Buildroot has it
 * for `BR2_JLEVEL=0`, its default (package/Makefile.in). But Buildroot counts the CPUs of the machine, also in a
 * container that may use two of its sixty-four.
 * @param config lines of configuration, of which the last one with the symbol counts; another number in it is heeded.
 */
export function parallelJobs(config: readonly string[]): Record<string, string> {
  const level = config.flatMap((line) => /^\s*BR2_JLEVEL=(\d+)/.exec(line)?.[1] ?? []).at(-1) ?? '0';
  return Number(level) === 0 ? { PARALLEL_JOBS: String(availableParallelism() + 1) } : {};
}
