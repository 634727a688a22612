import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { ToolError } from '../errors.ts';
import { spawnGroup } from './children.ts';
import { spawnError } from './spawn-error.ts';

/**
 * A stream of what a program writes when it is given the file on its standard input (`xz -dc <file`).
 * The program ends with the signal, or when the reader stops reading.
 * @throws (through the stream) ToolError `command-not-found`, or `command-failed` with what it wrote to stderr.
 */
export function childOutput(
  command: string,
  args: readonly string[],
  inputFile: string,
  signal: AbortSignal,
): Readable {
  return Readable.from(run(command, args, inputFile, signal), { objectMode: false });
}

async function* run(
  command: string,
  args: readonly string[],
  inputFile: string,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const stop = new AbortController();
  const input: FileHandle = await open(inputFile);
  try {
    const child = spawnGroup(
      command,
      args,
      { stdio: [input.fd, 'pipe', 'pipe'] },
      AbortSignal.any([signal, stop.signal]),
    );
    const errors: Buffer[] = [];
    child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
    const closed = once(child, 'close').catch((error: unknown) => {
      throw spawnError(command, undefined, error);
    });
    // Reading may fail first; `closed` is awaited below only when it does not.
    closed.catch(() => undefined);
    if (child.stdout !== null) yield* child.stdout as AsyncIterable<Buffer>;
    const [code] = await closed;
    signal.throwIfAborted();
    if (code !== 0) throw failed(command, inputFile, Buffer.concat(errors).toString('utf8').trim());
  } finally {
    stop.abort();
    await input.close();
  }
}

function failed(command: string, inputFile: string, message: string): ToolError {
  return new ToolError(
    'command-failed',
    `${command} cannot read ${inputFile}: ${message}`,
    'the file is damaged or not what it seems',
  );
}
