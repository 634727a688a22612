import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ToolError } from '../../src/errors.ts';
import { processTree, signalAll } from './process-tree.ts';
import { isUnwinding } from './scope.ts';

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the child and its descendants when aborted; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** What ends them, before SIGKILL does: SIGTERM when absent. */
  readonly endWith?: NodeJS.Signals;
  /** Each line of output as it arrives. */
  readonly onLine?: (line: string) => void;
  /** The child writes to our own stdout and stderr instead of being captured. */
  readonly inherit?: boolean;
  /** Return a non-zero exit code instead of throwing. */
  readonly ignoreExitCode?: boolean;
  /** What the child reads from its standard input; nothing when absent. */
  readonly input?: string;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const tailLines = 50;
const graceMilliseconds = 10_000;

/**
 * Runs a program (no shell) to its end. Throws ToolError `command-failed` with the last lines of its output,
 * or `command-missing` when the program is not there.
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}) {
  options.signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    // Out of the terminal's reach; sudo(8) would know neither its tickets nor the terminal there.
    detached: isUnwinding() && process.getuid?.() === 0,
    stdio: [
      options.input === undefined ? 'ignore' : 'pipe',
      options.inherit ? 'inherit' : 'pipe',
      options.inherit ? 'inherit' : 'pipe',
    ],
  });
  // A child that ends without reading its input is no failure.
  child.stdin?.on('error', () => undefined).end(options.input);
  const tail: string[] = [];
  let killer: NodeJS.Timeout | undefined;
  const stop = () => {
    if (child.pid === undefined) return;
    // Not only the child: what it started would go on, and hold our ends of the pipes.
    const pids = processTree(child.pid);
    signalAll(pids, options.endWith ?? 'SIGTERM', command === 'sudo');
    killer = setTimeout(() => signalAll(pids, 'SIGKILL', command === 'sudo'), graceMilliseconds);
  };
  options.signal?.addEventListener('abort', stop);
  try {
    const ended = new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code ?? (signal ? 128 : 1)));
    });
    const [code, stdout, stderr] = await Promise.all([
      ended,
      collect(child.stdout, tail, options.onLine),
      collect(child.stderr, tail, options.onLine),
    ]);
    options.signal?.throwIfAborted();
    if (code !== 0 && !options.ignoreExitCode) throw failed(command, args, code, tail);
    return { code, stdout, stderr } satisfies RunResult;
  } catch (error) {
    throw isMissing(error) ? missing(command, error) : error;
  } finally {
    options.signal?.removeEventListener('abort', stop);
    clearTimeout(killer);
  }
}

async function collect(stream: Readable | null, tail: string[], onLine?: (line: string) => void) {
  if (stream === null) return '';
  const lines: string[] = [];
  for await (const line of createInterface({ input: stream })) {
    lines.push(line);
    tail.push(line);
    if (tail.length > tailLines) tail.shift();
    onLine?.(line);
  }
  return lines.join('\n');
}

function failed(command: string, args: readonly string[], code: number, tail: readonly string[]) {
  const output = tail.length === 0 ? '' : `:\n${tail.join('\n')}`;
  return new ToolError(
    'command-failed',
    `${[command, ...args].join(' ')} ended with exit code ${code}${output}`,
    'the output above says why',
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function missing(command: string, cause: unknown) {
  return new ToolError('command-missing', `the program ${command} is not there`, `install ${command}`, {
    cause,
  });
}
