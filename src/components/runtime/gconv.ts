import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { TreeEntry } from '../../tar/entry.ts';
import { directoryEntries } from '../tree.ts';

/** Where the C library of Debian and Ubuntu keeps its character set converters, and where ours looks for them. */
export const GCONV = {
  from: '/usr/lib/x86_64-linux-gnu/gconv',
  to: '/x86_64/lib/./././././././gconv',
} as const;

/**
 * The converters, without which programs in a locale such as de_DE.ISO-8859-1 take every character for ASCII, and
 * iconv(3) knows Unicode only. Their cache names the directory that they came from, so it stays behind; without it
 * the C library reads gconv-modules. Empty on a machine that keeps them elsewhere.
 * @param root see PackageRoot: of the same C library as the runtime's.
 */
export async function gconvEntries(root: string): Promise<TreeEntry[]> {
  const directory = `${root}${GCONV.from}`;
  const names = await readdir(directory).catch(() => []);
  if (names.length === 0) return [];
  const entries = await directoryEntries(directory, 'x86_64/lib/gconv');
  return entries.filter(({ path }) => basename(path) !== 'gconv-modules.cache');
}

/** A copy of the C library that looks for its converters below /x86_64; undefined when it does not name the usual place. */
export function privateGconv(libc: Buffer): Buffer | undefined {
  let result: Buffer | undefined;
  for (let at = libc.indexOf(GCONV.from); at >= 0; at = libc.indexOf(GCONV.from, at + 1)) {
    result ??= Buffer.from(libc);
    result.write(GCONV.to, at, 'latin1');
  }
  return result;
}
