/**
 * Work of a long build that outlives the run: downloads, a compiler cache, finished stages. What is in the directory
 * is there again in the next run, whatever way this one ends: an error, a cancel, a time-out, a kill.
 */
export interface UnfinishedWork {
  /** Where to work. The same path in every run on the same kind of machine, and nobody else's meanwhile. */
  readonly directory: string;
  /** Whether an earlier run's work is in it. */
  readonly restored: boolean;
  /**
   * Saves what is there already, while nobody works in it.
   * @param except name in the directory of what is kept elsewhere.
   */
  checkpoint(except?: string): Promise<void>;
  /** The work is finished, and what is in the directory is of use to later ones: it is saved. */
  keep(): Promise<void>;
  /** The work is finished, and its result kept elsewhere: the directory is removed, and nothing is saved. */
  done(): Promise<void>;
}

/** Names of unfinished work are directory names and parts of cache keys. */
export function checkUnfinishedName(name: string): void {
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(name))
    throw new Error(`bad name of unfinished work: ${name}`);
}
