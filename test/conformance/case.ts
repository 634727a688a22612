/** One thing to try: through which door, on what, in which situation. */
export interface Case {
  readonly name: string;
  /** Words of the probe `caller`, as `door=execve`. */
  readonly words: readonly string[];
  /** Mounts that the runner makes for it: no-proc, noexec, read-only. */
  readonly mounts?: string;
  /** The launcher plays the caller: the kernel's answer to execve is what it is compared with. */
  readonly launch?: boolean;
}

/** Which kind of program starts which kind. */
export interface Way {
  readonly name: string;
  readonly caller: Kind | 'launch';
  readonly target: Kind;
}

/** An aarch64 program of the guest's, or an x86-64 one. */
export type Kind = 'guest' | 'native';

export const ways: readonly Way[] = [
  { name: 'guest → guest', caller: 'guest', target: 'guest' },
  { name: 'guest → native', caller: 'guest', target: 'native' },
  { name: 'native → guest', caller: 'native', target: 'guest' },
  { name: 'native → native', caller: 'native', target: 'native' },
  { name: 'launch → guest', caller: 'launch', target: 'guest' },
  { name: 'launch → native', caller: 'launch', target: 'native' },
];

/** Is the case one for this way? */
export function applies(way: Way, { launch }: Case): boolean {
  return (way.caller === 'launch') === (launch === true);
}
