import { readdir } from 'node:fs/promises';
import { ifThere } from '../../files/if-there.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { directoryEntries } from '../tree.ts';

/** Where gawk looks for its extensions (`@load "filefuncs"`), Debian's and rpm distributions', and where ours does. */
export const GAWK_EXTENSIONS = {
  from: ['/usr/lib/x86_64-linux-gnu/gawk', '/usr/lib64/gawk'],
  to: '/x86_64/lib/gawk',
} as const;

/** gawk's own extensions: it could not load the guest's, which are arm64. Empty where it is not among the programs. */
export async function gawkEntries(
  programs: readonly { readonly name: string }[],
  root: string,
): Promise<TreeEntry[]> {
  if (!programs.some(({ name }) => name === 'gawk')) return [];
  for (const from of GAWK_EXTENSIONS.from.map((directory) => `${root}${directory}`)) {
    const found = (await ifThere(readdir(from), 'ENOTDIR')) ?? [];
    if (found.length > 0) return directoryEntries(from, GAWK_EXTENSIONS.to.slice(1));
  }
  return [];
}
