import { execFile } from 'node:child_process';
import type { ExecOptions, ExecResult } from '../../src/host/host.ts';
import type { SinkHost } from '../../src/sinks/sink.ts';

export interface TestSinkHost extends SinkHost {
  readonly lines: readonly string[];
  readonly secrets: readonly string[];
}

/** As much of a Host as sinks need: it runs real programs and keeps what it was told. */
export function sinkHost(
  env: Record<string, string> = {},
  signal = new AbortController().signal,
): TestSinkHost {
  const lines: string[] = [];
  const secrets: string[] = [];
  return {
    env,
    signal,
    lines,
    secrets,
    info: (message) => lines.push(message),
    secret: (value) => secrets.push(value),
    exec: (command, args, options) => run(command, args, { env, ...options }),
  };
}

function run(command: string, args: readonly string[], options: ExecOptions): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { env: options.env ?? {} }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else if (error !== null && !options.ignoreExitCode) reject(error);
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
    child.stdin?.on('error', () => undefined); // the program may end without reading its input
    child.stdin?.end(options.input ?? '');
  });
}
