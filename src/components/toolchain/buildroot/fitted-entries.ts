import { basename } from 'node:path';
import type { TreeEntry } from '../../../tar/entry.ts';
import { ownSysrootPath, withOwnScripts } from '../own-sysroot.ts';
import { HOST } from '../toolchain.ts';
import type { CxxLibrary } from './candidates.ts';
import type { Graft } from './graft.ts';

/** What linking Fortran needs of gcc beyond libgcc. */
const FORTRAN = /\/lib(gfortran\.(a|spec)|caf_single\.a|quadmath\.a)$/;
const LIBRARY = /\/lib[^/]+\.(a|so[\d.]*)$/;

/**
 * Of the grafted toolchain what serves the rootfs: its own libc, where it came along, as x86_64/host/sysroot; of gcc's
 * libraries for the target all, only the static ones, or, where the rootfs's own gcc gives them, none but the static
 * ones of Fortran where it has none (`guestFortran`). The copies that Buildroot puts into the sysroot
 * (HOST_GCC_FINAL_INSTALL_LIBGCC and what follows it in gcc-final.mk) are not libc's.
 */
export async function fittedEntries(
  { entries, triplet, version }: Graft,
  cxxLibrary: CxxLibrary,
  guestFortran = false,
): Promise<TreeEntry[]> {
  const sysroot = `${HOST}/${triplet}/sysroot/`;
  const places = new RegExp(`^${HOST}/(lib/gcc/${triplet}/${version}|${triplet}/lib(64)?)/`);
  const gccLibraries = new Set(
    entries.filter(({ path }) => places.test(path) && LIBRARY.test(path)).map(({ path }) => basename(path)),
  );
  const own = entries.flatMap((entry) => {
    if (!entry.path.startsWith(sysroot) || gccLibraries.has(basename(entry.path))) return [];
    const path = ownSysrootPath(entry.path.slice(sysroot.length));
    return path === undefined ? [] : [{ ...entry, path }];
  });
  const isLeftOut = (path: string): boolean => {
    if (!places.test(path)) return false;
    if (cxxLibrary === 'static') return /\.so(\.[\d.]+)?$/.test(path) && !path.includes('/bfd-plugins/');
    return (
      cxxLibrary === 'guest' &&
      (guestFortran || !FORTRAN.test(path)) &&
      /\/(lib[^/]+\.(a|so[\d.]*|spec)|(crt|lib)\w+\.o)$/.test(path) &&
      !path.includes('/bfd-plugins/')
    );
  };
  const kept = entries.filter(({ path }) => !path.startsWith(sysroot) && !isLeftOut(path));
  return [...kept, ...(await withOwnScripts(own))];
}
