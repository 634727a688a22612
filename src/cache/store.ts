/**
 * Where finished components are kept between runs. A key is a content key: the same key always means the
 * same bytes, so an entry is never updated. Failing to restore or save is never an error of the build.
 */
export interface CacheStore {
  /** Fills the (empty) directory from the entry under the key; false, and the directory empty, when there is none. */
  restore(key: string, directory: string): Promise<boolean>;
  /** Saves the directory's files under the key; a key that exists is left as it is. */
  save(key: string, directory: string): Promise<void>;
  /**
   * Takes a damaged entry away, which the caller says: restore does not give it again, and the next save under its key
   * counts.
   */
  discard(key: string): Promise<void>;
  /**
   * Waits while another run makes the entry, as far as the store can see that: one in a directory can. It is this
   * run's to make then, until it is released.
   */
  claim?(key: string, waiting: Waiting): Promise<Claim>;
}

interface Waiting {
  readonly signal: AbortSignal;
  /** Called now and then while another run is at work. */
  onWait(): void;
}

interface Claim {
  /** Whether the entry is there, which another run may just have saved. */
  readonly there: boolean;
  release(): Promise<void>;
}
