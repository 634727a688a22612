import type { TreeEntry } from '../tar/entry.ts';

/** All components, in the order of their layers. */
export const COMPONENTS = ['emulator', 'toolchain', 'debugger', 'natives', 'runtime'] as const;

/**
 * A part of the image that is ours, a layer. `key` is the hash of everything that can change its bytes; on a miss
 * `build` makes its tree in the given work directory (removed afterwards) and src/components/resolve.ts packs it
 * into a finished layer, which is what the cache keeps.
 */
export interface Component {
  readonly name: (typeof COMPONENTS)[number];
  readonly key: string;
  /** What it is, for people, where the name does not say it: `gcc 12.2.0, binutils 2.40`. */
  readonly about?: string;
  /** On a miss, before anything is built: rejects with ToolError where it cannot be built, as far as that is known. */
  prepare?(): Promise<void>;
  build(workDirectory: string): Promise<readonly TreeEntry[]>;
  /** Called when what was built is packed and in the cache: unfinished work is of no more use. */
  saved?(): Promise<void>;
}
