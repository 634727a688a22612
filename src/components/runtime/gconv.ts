import { readdir } from 'node:fs/promises';
import { posix } from 'node:path';
import { ifThere } from '../../files/if-there.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { directoryEntries, linkEntry } from '../tree.ts';

/**
 * Where a C library keeps its character set converters, Debian's and Ubuntu's and then rpm distributions', and names of
 * the same length under which ours looks for them.
 */
export const GCONV = [
  { from: '/usr/lib/x86_64-linux-gnu/gconv', to: '/x86_64/lib/./././././././gconv' },
  { from: '/usr/lib64/gconv', to: '/x86_64/.//gconv' },
] as const;

/**
 * The converters, without which programs in a locale such as de_DE.ISO-8859-1 take every character for ASCII, and
 * iconv(3) knows Unicode only. Their cache names the directory that they came from, so it stays behind; without it
 * the C library reads gconv-modules. Empty on a machine that keeps them elsewhere.
 * @param root see PackageRoot: of the same C library as the runtime's.
 */
export async function gconvEntries(root: string): Promise<TreeEntry[]> {
  for (const place of GCONV) {
    const names = (await ifThere(readdir(`${root}${place.from}`), 'ENOTDIR')) ?? [];
    if (names.length === 0) continue;
    const entries = await directoryEntries(`${root}${place.from}`, CONVERTERS);
    const link = posix.normalize(place.to).slice(1);
    return [
      ...entries.filter(({ path }) => posix.basename(path) !== 'gconv-modules.cache'),
      ...(link === CONVERTERS ? [] : [linkEntry(link, posix.relative(posix.dirname(link), CONVERTERS))]),
    ];
  }
  return [];
}

const CONVERTERS = 'x86_64/lib/gconv';

/** A copy of the C library that looks for its converters below /x86_64; undefined when it does not name a usual place. */
export function privateGconv(libc: Buffer): Buffer | undefined {
  let result: Buffer | undefined;
  for (const { from, to } of GCONV) {
    for (let at = libc.indexOf(from); at >= 0; at = libc.indexOf(from, at + 1)) {
      result ??= Buffer.from(libc);
      result.write(to, at, 'latin1');
    }
  }
  return result;
}
