import type { TreeEntry } from '../../tar/entry.ts';
import type { KeyParts } from '../key.ts';
import type { SharedLibrary } from '../shared-libraries.ts';
import type { ToolchainFile, ToolchainNeeds } from './needs.ts';

/** Where the toolchain lies in the image, and where its programs find their x86-64 libraries. */
export const HOST = 'x86_64/host';
export const LIBRARIES = 'x86_64/lib/toolchain';

/** What of a root filesystem and an emulator is fixed in a toolchain's files, beyond the layout of libraries. */
export interface MadeFor {
  /** The core that it compiles for, or -mcpu=native means, in gcc's spelling; empty for none. */
  readonly cpu: string;
  /** Absolute path of the rootfs's own gcc's directory, from which it takes libgcc, libstdc++ and start files. */
  readonly gccDirectory?: string;
  /** defaultLines of the rootfs. */
  readonly defaults: readonly string[];
}

/**
 * A toolchain that fits the root filesystem. It is known without being built: the runtime component needs
 * `tools` (for shadows) and `libraries` (for ld.cache) also when the layer itself comes from the cache.
 */
export interface Toolchain {
  /** Everything that can change its bytes. */
  readonly parts: KeyParts;
  /** Plain names that it has in x86_64/host/plain (`gcc`, `ld`, `aarch64-linux-gnu-gcc`, `gcc-12`). */
  readonly tools: readonly string[];
  /** x86-64 libraries that its programs need and the runtime component does not bring. */
  readonly libraries: readonly SharedLibrary[];
  /** It brings aarch64-linux-gdb itself. */
  readonly hasDebugger?: boolean;
  /** What it is, for people: `gcc 12.2.0, binutils 2.40`. */
  readonly about?: string;
  /** The C library that it builds for, where that is known otherwise than from its files. */
  readonly libc?: ToolchainNeeds['libc'];
  /** What programs built with it may need, if that is known without building it. */
  readonly needs?: ToolchainNeeds;
  /** What helps when the gate refuses it, where that is not another toolchain. */
  readonly unfitHint?: string;
  /** Once it is built: its own C library, where that is not in the tree, for the gate to look up symbols. */
  libcFiles?(): readonly ToolchainFile[];
  /** The toolchain's own C library serves, since the rootfs has no development files of one. */
  readonly ownSysroot?: boolean;
  /** Before anything is built: rejects with ToolError `packages-missing`. */
  prepare?(): Promise<void>;
  /** Unknown of one that was saved before manifests said so. */
  readonly madeFor?: MadeFor;
  build(workDirectory: string): Promise<readonly TreeEntry[]>;
  /** Called when what was built is packed and in the cache. */
  saved?(): Promise<void>;
}
