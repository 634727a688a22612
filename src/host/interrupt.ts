import { ToolError } from '../errors.ts';

const EXIT_CODES: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
/** GitHub's runner follows SIGINT by SIGTERM after 7.5 s and kills after 2.5 s more: be done before. */
const UNWIND_MS = 5000;

/** Why a run was cancelled; `exitCode` is what a shell would report, 128 and the signal's number. */
export class Interrupted extends ToolError {
  readonly exitCode: number;

  constructor(signalName: string) {
    super('interrupted', `interrupted by ${signalName}`, 'nothing was left behind; run it again');
    this.exitCode = EXIT_CODES[signalName] ?? 1;
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
  for (const name of Object.keys(EXIT_CODES)) process.on(name, onSignal);
  return () => {
    clearTimeout(timer);
    for (const name of Object.keys(EXIT_CODES)) process.removeListener(name, onSignal);
  };
}
