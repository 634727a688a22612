import type { Host } from '../host.ts';
import { type CacheOutcome, parseOutcome } from './outcome.ts';

/** One operation of @actions/cache. */
export interface CacheOperation {
  readonly verb: 'restore' | 'save';
  /** Directory that the path is relative to. */
  readonly base: string;
  /** What is saved or restored, a part of what the service finds an entry by: the same in every run. */
  readonly path: string;
  readonly key: string;
  /** Of a restore: the newest entry whose key begins so will do as well. */
  readonly prefix?: string;
}

export type CacheProgram = (operation: CacheOperation) => Promise<CacheOutcome>;

/** The library tries five times, for half a minute; a service that is down would hold up every component. */
const GIVE_UP = /^Attempt 3 of \d+ failed with error: (.*)\. Retrying/;

/**
 * Runs @actions/cache as a program of its own. It takes most of a second to load, cannot be cancelled, writes
 * warnings of what no user need know, and looks for files where the working directory and GITHUB_WORKSPACE say.
 * @param file the program, src/entry/github-cache.ts or its bundle.
 */
export function createCacheProgram(file: string, host: Pick<Host, 'env' | 'exec' | 'tempDir'>): CacheProgram {
  return async ({ verb, base, path, key, prefix }) => {
    const giveUp = new AbortController();
    let reason = '';
    const { code, stdout, stderr } = await host.exec(
      process.execPath,
      [file, verb, path, key, ...(prefix === undefined ? [] : [prefix])],
      {
        cwd: base,
        // The archive on its way is left in RUNNER_TEMP when the program is ended.
        env: { ...host.env, GITHUB_WORKSPACE: base, RUNNER_TEMP: await host.tempDir('cache') },
        ignoreExitCode: true,
        signal: giveUp.signal,
        onLine(line) {
          reason = GIVE_UP.exec(line)?.[1] ?? reason;
          if (reason !== '') giveUp.abort();
        },
      },
    );
    if (reason !== '') return { kind: 'failed', reason };
    if (code === 0) return parseOutcome(stdout);
    return { kind: 'failed', reason: stderr.trim().split('\n').at(-1) || `exit code ${code}` };
  };
}
