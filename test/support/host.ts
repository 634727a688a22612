import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CacheStore } from '../../src/cache/store.ts';
import { ToolError } from '../../src/errors.ts';
import type { ExecOptions, ExecResult, Host } from '../../src/host/host.ts';

/** A real but quiet Host for tests: real programs, real directories, log lines kept in lists. */
export interface TestHost extends Host {
  readonly infos: string[];
  readonly warnings: string[];
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
  const commands: string[] = [];
  return {
    env,
    infos,
    warnings,
    commands,
    signal: new AbortController().signal,
    cache: options.cache ?? { restore: async () => false, save: async () => undefined },
    info: (message) => void infos.push(message),
    debug: () => undefined,
    warning: (message) => void warnings.push(message),
    phase: (_title, work) => work(),
    progress: () => undefined,
    secret: () => undefined,
    setOutput: () => undefined,
    exec: (command, args, execOptions = {}) => {
      commands.push([command, ...args].join(' '));
      return run(command, args, { env: defined(env), ...execOptions });
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
  };
}

function defined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

function run(command: string, args: readonly string[], options: ExecOptions): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      const result = { code: code ?? 1, ...output };
      if (result.code === 0 || options.ignoreExitCode) return resolve(result);
      const tail = `${output.stdout}${output.stderr}`.split('\n').slice(-50).join('\n');
      reject(
        new ToolError(
          'command-failed',
          `${command} ${args.join(' ')} failed:\n${tail}`,
          'see its output above',
        ),
      );
    });
    // A child that ends without reading its input is no failure.
    child.stdin.on('error', () => undefined).end(options.input ?? '');
  });
}
