import { ToolError } from '../errors.ts';
import { signalCode } from './signal-code.ts';

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;
/** GitHub's runner follows SIGINT by SIGTERM after 7.5 s and kills after 2.5 s more: be done before. */
const UNWIND_MS = 5000;

/** Why a run was cancelled; `exitCode` is what a shell would report, 128 and the signal's number. */
export class Interrupted extends ToolError {
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super('interrupted', `interrupted by ${signal}`, 'nothing was left behind; run it again');
    this.exitCode = signalCode(signal);
  }
}

/**
 * Turns SIGINT, SIGTERM and SIGHUP into an abort of the controller, so that the run unwinds and cleans up.
 * If it has not after some seconds, or at the second signal, the process exits (temp directories are
 * removed by their exit handler).
 * @returns a function that stops watching.
 */
export function watchSignals(controller: AbortController): () => void {
  let timer: NodeJS.Timeout | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    const reason = new Interrupted(name);
    if (controller.signal.aborted) process.exit(reason.exitCode);
    timer = setTimeout(() => process.exit(reason.exitCode), UNWIND_MS);
    controller.abort(reason);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return () => {
    clearTimeout(timer);
    for (const name of SIGNALS) process.removeListener(name, onSignal);
  };
}
