import type { CacheStore } from '../cache/store.ts';

/** Result of a child process that was run to its end. */
export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  readonly cwd?: string;
  /** The whole environment of the child; the host's own when absent. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Each line of stdout and stderr, as it arrives (for progress). */
  readonly onLine?: (line: string) => void;
  /** Return a non-zero exit code instead of throwing ToolError `command-failed`. */
  readonly ignoreExitCode?: boolean;
}

/**
 * The only door to the outside: log, child processes, cache, outputs, temporary files, cancellation.
 * There are two: GitHub (over the @actions packages) and terminal. Nothing else imports @actions/*.
 */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted on SIGINT and SIGTERM; long work watches it, and children of exec are killed with it. */
  readonly signal: AbortSignal;
  readonly cache: CacheStore;
  info(message: string): void;
  debug(message: string): void;
  warning(message: string): void;
  /** Runs one phase under a title and reports its elapsed time; phases do not nest. */
  phase<T>(title: string, work: () => Promise<T>): Promise<T>;
  /** One line that replaces the last on a terminal, and is printed at most every few seconds in a CI log. */
  progress(line: string): void;
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
