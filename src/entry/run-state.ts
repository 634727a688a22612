import type { RunnerUser } from '../run/command.ts';

/** The runner's name for what main of the run action leaves to its post. */
export const LEFT_OVER = 'left-over';

/** gcc's messages, as the runner's problem matcher; the owner is the one that the file names. */
export const MATCHER = { file: 'run/gcc-matcher.json', owner: 'arm64-on-x86-gcc' } as const;

/** The user of this process. */
export function runnerUser({ getuid, getgid }: Pick<NodeJS.Process, 'getuid' | 'getgid'>): RunnerUser {
  return { uid: getuid?.() ?? 0, gid: getgid?.() ?? 0 };
}
