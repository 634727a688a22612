import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { TreeEntry } from '../../tar/entry.ts';
import { sourceFile } from '../tree.ts';
import { HOST } from './toolchain.ts';

/** Where the toolchain's own C library lies in the image, relative to the root. */
export const OWN_SYSROOT = `${HOST}/sysroot`;

/** Of a sysroot, what compiling and linking need. */
const NEEDED = /^(usr\/)?(include|lib|lib64)\//;
const NEEDLESS = /\/(gconv|audit|locale|charmaps|i18n|debug|python\d[^/]*)\/|\.py$/;

/** The path in the image of a file of the toolchain's own sysroot; undefined for what only running programs need. */
export function ownSysrootPath(path: string): string | undefined {
  return NEEDED.test(path) && !NEEDLESS.test(path) ? `${OWN_SYSROOT}/${path}` : undefined;
}

/**
 * The entries of the toolchain's own sysroot, in whose linker scripts (libc.so) the absolute paths, which name the
 * rootfs's places, are replaced by those of the same files here (ld manual, "Implicit Linker Scripts").
 */
export async function withOwnScripts(entries: readonly TreeEntry[]): Promise<TreeEntry[]> {
  const places = new Map(entries.map(({ path }) => [basename(path), `/${path}`]));
  return Promise.all(
    entries.map(async (entry): Promise<TreeEntry> => {
      const file = sourceFile(entry);
      if (entry.type !== 'file' || file === undefined || !/\.(so|a)$/.test(entry.path)) return entry;
      const text = await readFile(file, 'latin1');
      if (!text.startsWith('/* GNU ld script')) return entry;
      const own = text.replaceAll(/(?<=[\s(])\/[\w./+-]+/g, (path) => places.get(basename(path)) ?? path);
      return { ...entry, source: { bytes: Buffer.from(own, 'latin1') } };
    }),
  );
}
