import type { Release } from './releases.ts';

/** What the user decided: the inputs of these names, `config` already read from its file. */
export interface PlanOverrides {
  /** The emulator's model (input `cpu`). */
  readonly cpu: string;
  /** `2025.02` or `2025.02.16`; another point release than the newest of its series only with its source. */
  readonly buildrootVersion?: string;
  /** Path or address of Buildroot's source. */
  readonly buildrootSource?: string;
  /** What that source offers, where it is newer than the table. */
  readonly sourceRelease?: Release;
  readonly gccVersion?: number;
  /** Lines of a fragment or of a whole .config, and where they come from. */
  readonly buildrootConfig?: { readonly location: string; readonly lines: readonly string[] };
}
