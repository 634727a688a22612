import type { RunOptions } from '../scripts/lib/run.ts';
import type { Scope } from '../scripts/lib/scope.ts';
import type { Workbench } from '../scripts/lib/workbench.ts';

/** What benchmarks share: made once, when the first of them asks for it. */
export interface Context {
  readonly scope: Scope;
  readonly options: RunOptions;
  workbench(): Promise<Workbench>;
  /** Lua's unpacked source. */
  lua(): Promise<string>;
}

/** Two ways to the same end, measured side by side. */
export interface Benchmark {
  readonly name: string;
  /** What the reference is, for people. */
  readonly against: string;
  readonly unit: 's' | 'ms' | 'MiB/s' | 'MiB';
  /** Whether less (time) or more (throughput) is better. */
  readonly better: 'less' | 'more';
  /** One measurement of each, in the unit. */
  ours(context: Context): Promise<number>;
  reference(context: Context): Promise<number>;
}
