import { constants } from 'node:os';

/** The exit code by which a shell says that a signal ended a program: 128 and the signal's number. */
export function signalCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
