import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ToolError } from '../errors.ts';
import { spawnGroup } from './children.ts';
import type { ExecOptions, ExecResult } from './host.ts';
import { signalCode } from './signal-code.ts';
import { spawnError } from './spawn-error.ts';

const LINES_IN_ERROR = 50;
const KILLED = signalCode('SIGKILL');

/**
 * Runs a program, without a shell, to its end; both outputs are collected, and given line by line to
 * `onLine`. When the signal aborts, the program and its children are ended.
 * @throws ToolError of spawnError; `command-failed` with the last 50 lines of the output; the signal's reason when it
 *   aborted.
 */
export async function execProgram(
  command: string,
  args: readonly string[],
  options: ExecOptions,
  signal: AbortSignal,
): Promise<ExecResult> {
  const output = options.inherit ? 'inherit' : 'pipe';
  const child = spawnGroup(
    command,
    args,
    {
      stdio: [options.input === undefined ? 'ignore' : 'pipe', output, output],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
    },
    options.signal === undefined ? signal : AbortSignal.any([signal, options.signal]),
  );
  const tail: string[] = [];
  const onLine = (line: string): void => {
    tail.push(line);
    if (tail.length > LINES_IN_ERROR) tail.shift();
    options.onLine?.(line);
  };
  // A program that ends without reading its input closes the pipe: its exit code tells the story, not EPIPE.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input);
  const [stdout, stderr, closed] = await Promise.all([
    collect(child.stdout, onLine),
    collect(child.stderr, onLine),
    once(child, 'close').catch((error: unknown) => {
      throw spawnError(command, options.cwd, error);
    }),
  ]);
  signal.throwIfAborted();
  const code = exitCode(closed[0], closed[1]);
  if (code !== 0 && !options.ignoreExitCode) throw failed(command, args, code, tail);
  return { code, stdout, stderr };
}

async function collect(stream: Readable | null, onLine: (line: string) => void): Promise<string> {
  if (stream === null) return '';
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const reader = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  reader.on('line', onLine);
  await once(reader, 'close');
  return Buffer.concat(chunks).toString('utf8');
}

/** Of a child that has ended (child_process, "close"): one of the two is not null. */
function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? (signal === null ? 1 : signalCode(signal));
}

function failed(command: string, args: readonly string[], code: number, tail: readonly string[]): ToolError {
  const line = [command, ...args].join(' ');
  const shown = line.length > 300 ? `${line.slice(0, 300)}…` : line;
  return new ToolError(
    'command-failed',
    [`${shown} failed with exit code ${code}`, ...tail.map((text) => `    ${text}`)].join('\n'),
    code === KILLED
      ? 'it was killed; is there enough memory?'
      : 'the lines above are the end of its output; what it complains about has to be mended',
  );
}
