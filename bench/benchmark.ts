import type { BinfmtRoot } from '../scripts/lib/binfmt-scope.ts';
import type { RunOptions } from '../scripts/lib/run.ts';
import type { Scope } from '../scripts/lib/scope.ts';
import type { Workbench } from '../scripts/lib/workbench/workbench.ts';

/** What benchmarks share: made once, when the first of them asks for it. */
export interface Context {
  readonly scope: Scope;
  readonly options: RunOptions;
  workbench(): Promise<Workbench>;
  /** The image's root filesystem under the distribution's QEMU with binfmt_misc. */
  emulated(): Promise<BinfmtRoot>;
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
  /** Takes so long that a first time, with cold caches, is not worth being left out. */
  readonly long?: boolean;
  /** One measurement of each, in the unit. */
  ours(context: Context): Promise<number>;
  reference(context: Context): Promise<number>;
}
