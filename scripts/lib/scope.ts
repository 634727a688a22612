import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What must be undone at the end of a program, whatever way it ends. */
export interface Scope {
  /** Aborted by SIGINT, SIGTERM and SIGHUP. */
  readonly signal: AbortSignal;
  /** Registers work to be done at the end; the last registered is done first. */
  defer(work: () => Promise<void>): void;
  /** A new, private, empty directory that is removed at the end. */
  tempDir(name: string): Promise<string>;
}

/** The reason with which a scope's signal is aborted. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals, number: number) {
    super(`interrupted by ${signal}`);
    this.name = 'Interrupted';
    this.exitCode = 128 + number;
  }
}

const signals = [
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const;

/**
 * Runs work in a scope and undoes all that was registered in it. Failures of the undoing are thrown only when
 * the work itself succeeded (as AggregateError when several), so that they never hide the first cause.
 */
export async function withScope<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const undo: (() => Promise<void>)[] = [];
  const handlers = signals.map(([name, number]) => {
    const handler = () => controller.abort(new Interrupted(name, number));
    process.on(name, handler);
    return () => process.off(name, handler);
  });
  const scope: Scope = {
    signal: controller.signal,
    defer: (step) => void undo.push(step),
    tempDir: async (name) => {
      const directory = await mkdtemp(join(tmpdir(), `arm64-on-x86-${name}-`));
      undo.push(() => rm(directory, { recursive: true, force: true }));
      return directory;
    },
  };
  try {
    const result = await work(scope);
    const failures = await unwind(undo);
    if (failures.length > 0) throw new AggregateError(failures, 'cleaning up failed');
    return result;
  } catch (error) {
    await unwind(undo);
    throw error;
  } finally {
    // Only now: a second ^C must not interrupt the cleaning up.
    for (const remove of handlers) remove();
  }
}

let unwinding = 0;

/** Whether something is being undone, which a second ^C must not interrupt in children either. */
export function isUnwinding(): boolean {
  return unwinding > 0;
}

async function unwind(undo: (() => Promise<void>)[]): Promise<unknown[]> {
  const failures: unknown[] = [];
  unwinding++;
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
    await step().catch((error: unknown) => failures.push(error));
  }
  unwinding--;
  return failures;
}
