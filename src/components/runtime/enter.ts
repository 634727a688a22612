import { posix } from 'node:path';
import type { TreeEntry } from '../../tar/entry.ts';
import { linkEntry } from '../tree.ts';

/**
 * x86_64/enter/NAME for every program of the guest: links to launch, first in the image's PATH. A container runtime
 * (`docker exec`, a `container:` job, RUN in exec form) looks a name up in PATH and hands the file to the kernel,
 * which refuses aarch64 programs; launch it takes, and launch starts NAME and removes the directory from PATH, so
 * that nothing inside ever meets it.
 */
export function enterEntries(programs: readonly string[]): TreeEntry[] {
  const names = new Set(programs.map((path) => posix.basename(path)));
  return [...names].sort().map((name) => linkEntry(`x86_64/enter/${name}`, '../bin/launch'));
}
