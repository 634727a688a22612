import { type Scope, withScope } from '../../scripts/lib/scope.ts';

/** A scope that is closed by hand: for a file of tests that share what they have made. */
interface OpenScope extends Scope {
  /** Undoes all that was registered. Rejects with AggregateError when that fails. */
  close(): Promise<void>;
}

export function openScope(): OpenScope {
  const end = Promise.withResolvers<void>();
  const opened: { scope?: Scope } = {};
  const closed = withScope(async (scope) => {
    opened.scope = scope;
    await end.promise;
  });
  if (opened.scope === undefined) throw new Error('withScope calls its work at once');
  const close = (): Promise<void> => {
    end.resolve();
    return closed;
  };
  return Object.assign(opened.scope, { close });
}
