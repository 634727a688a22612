import type { CacheStore } from '../cache/store.ts';
import type { UnfinishedWork } from './unfinished.ts';

/** Result of a child process that was run to its end. */
export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  readonly cwd?: string;
  /** The whole environment of the child; the host's own when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Each line of stdout and stderr, as it arrives (for progress). */
  readonly onLine?: (line: string) => void;
  /** Ends the child, as a signal would; the exit code then says so. The host's own signal ends it in any case. */
  readonly signal?: AbortSignal;
  /** Return a non-zero exit code instead of throwing ToolError `command-failed`. */
  readonly ignoreExitCode?: boolean;
  /** The child writes to our own outputs, as it likes; nothing is collected, and onLine is not called. */
  readonly inherit?: boolean;
  /** For cleaning up: the child is started, and goes on, although the run was cancelled. */
  readonly afterCancel?: boolean;
}

/**
 * The only door to the outside: log, child processes, cache, outputs, temporary files, cancellation.
 * There are two: GitHub (over the @actions packages) and terminal. Nothing else imports @actions/*.
 */
export interface Host {
  /** What programs may see of our environment: on GitHub it has no tokens of the job. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted on SIGINT and SIGTERM; long work watches it, and children of exec are killed with it. */
  readonly signal: AbortSignal;
  readonly cache: CacheStore;
  /** GitHub's cache, where the host has it open: what is known of its troubles is known once. */
  readonly githubCache?: CacheStore;
  /** A directory of this machine that stays between runs, where the host has one; anything in it may be lost. */
  readonly localDirectory?: string;
  /** Opens the directory of a long build's unfinished work; the name is a part of a cache key, as `buildroot-HASH`. */
  unfinished(name: string): Promise<UnfinishedWork>;
  info(message: string): void;
  debug(message: string): void;
  /** What the user may want to know and need not mend; on GitHub an annotation. */
  notice(message: string): void;
  warning(message: string): void;
  /** Runs one phase under a title and reports its elapsed time; phases do not nest. */
  phase<T>(title: string, work: () => Promise<T>): Promise<T>;
  /**
   * One line that replaces the last on a terminal, and is printed at most every few seconds in a CI log.
   * @param done how much of the work is done, 0 to 1, where that is known: a bar on a terminal.
   */
  progress(line: string, done?: number): void;
  /** Marks a value as secret, so that no log shows it. */
  secret(value: string): void;
  /** Runs a program (no shell); throws ToolError with the last 50 lines of its output when it fails. */
  exec(command: string, args: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** A new, private, empty directory, removed when the host closes, whatever way the run ends. */
  tempDir(name: string): Promise<string>;
  setOutput(name: string, value: string): void;
  /** Removes temporary directories; ends children. */
  close(): Promise<void>;
}
