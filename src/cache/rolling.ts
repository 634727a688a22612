/**
 * A cache whose entries follow one another under a name, such as a compiler's own cache: what is wanted is the newest.
 * Failing to restore or save is never an error of the run.
 */
export interface RollingCache {
  /** Fills the directory from the newest entry of the name; false when there is none. */
  restore(name: string, directory: string): Promise<boolean>;
  /** Saves the directory as the newest entry; `state` stands for its content, and is saved once. */
  save(name: string, state: string, directory: string): Promise<void>;
}
