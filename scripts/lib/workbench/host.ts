import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CacheStore } from '../../../src/cache/store.ts';
import { execProgram } from '../../../src/host/exec.ts';
import type { Host } from '../../../src/host/host.ts';

const NO_CACHE: CacheStore = {
  restore: async () => false,
  save: async () => undefined,
  discard: async () => undefined,
};

/** A real but quiet Host for tests: real programs, real directories, log lines kept in lists. */
export interface TestHost extends Host {
  readonly infos: string[];
  readonly warnings: string[];
  /** Progress lines, with how much was done. */
  readonly progressed: { readonly line: string; readonly done: number | undefined }[];
  /** Every command line that was run. */
  readonly commands: string[];
}

/** Makes a TestHost; `close` removes its directories. `env` replaces this process's environment. */
export function createTestHost(
  options: { env?: Record<string, string | undefined>; cache?: CacheStore } = {},
): TestHost {
  const env = options.env ?? process.env;
  const directories: string[] = [];
  const infos: string[] = [];
  const warnings: string[] = [];
  const progressed: TestHost['progressed'] = [];
  const commands: string[] = [];
  const { signal } = new AbortController();
  return {
    env,
    infos,
    warnings,
    progressed,
    commands,
    signal,
    cache: options.cache ?? NO_CACHE,
    unfinished: async (name) => {
      const directory = await mkdtemp(join(tmpdir(), `arm64-on-x86-test-${name}-`));
      directories.push(directory);
      const nothing = async () => undefined;
      return { directory, restored: false, checkpoint: nothing, keep: nothing, done: nothing };
    },
    info: (message) => void infos.push(message),
    notice: (message) => void infos.push(message),
    debug: () => undefined,
    warning: (message) => void warnings.push(message),
    phase: (_title, work) => work(),
    progress: (line, done) => void progressed.push({ line, done }),
    secret: () => undefined,
    setOutput: () => undefined,
    exec: (command, args, execOptions = {}) => {
      commands.push([command, ...args].join(' '));
      return execProgram(command, args, { env: defined(env), ...execOptions }, signal);
    },
    tempDir: async (name) => {
      const directory = await mkdtemp(join(tmpdir(), `arm64-on-x86-test-${name}-`));
      directories.push(directory);
      return directory;
    },
    close: async () => {
      await Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true })));
    },
  };
}

/** A cache that keeps entries in directories below the given one. */
export function directoryCache(directory: string): CacheStore {
  return {
    restore: (key, destination) =>
      cp(join(directory, key), destination, { recursive: true }).then(
        () => true,
        () => false,
      ),
    save: (key, source) => cp(source, join(directory, key), { recursive: true, force: false }),
    discard: (key) => rm(join(directory, key), { recursive: true }),
  };
}

function defined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
