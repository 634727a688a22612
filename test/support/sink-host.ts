import { execProgram } from '../../src/host/exec.ts';
import type { SinkHost } from '../../src/sinks/sink.ts';

interface TestSinkHost extends SinkHost {
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
    exec: (command, args, options) => execProgram(command, args, { env, ...options }, signal),
  };
}
