import { readdir } from 'node:fs/promises';
import type { TreeEntry } from '../../tar/entry.ts';
import { directoryEntries } from '../tree.ts';
import type { NativeProgram } from './programs.ts';

/** Where Debian's and Ubuntu's gawk looks for its extensions (`@load "filefuncs"`), and where ours does. */
export const GAWK_EXTENSIONS = {
  from: '/usr/lib/x86_64-linux-gnu/gawk',
  to: '/x86_64/lib/gawk',
} as const;

/** gawk's own extensions: it could not load the guest's, which are arm64. Empty where it is not among the programs. */
export async function gawkEntries(programs: readonly NativeProgram[], root: string): Promise<TreeEntry[]> {
  const { to } = GAWK_EXTENSIONS;
  const from = `${root}${GAWK_EXTENSIONS.from}`;
  if (!programs.some(({ name }) => name === 'gawk')) return [];
  const found = await readdir(from).catch(() => []);
  return found.length === 0 ? [] : directoryEntries(from, to.slice(1));
}
