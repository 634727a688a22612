import { basename } from 'node:path';
import type { TreeEntry } from '../../../../tar/entry.ts';
import { ownSysrootPath, withOwnScripts } from '../../own-sysroot.ts';
import { HOST } from '../../toolchain.ts';
import type { CxxLibrary } from '../plan/candidates.ts';
import { movedAside, movedLibraries } from '../plan/static-libraries.ts';
import type { Graft } from './graft.ts';

/** What linking Fortran needs of gcc beyond libgcc. */
const FORTRAN = /\/lib(gfortran\.(a|spec)|caf_single\.a|quadmath\.a)$/;
const LIBRARY = /\/lib[^/]+\.(a|so[\d.]*)$/;

/** What of the rootfs matters beyond where C++ comes from. */
interface FittedOptions {
  /** Its own gcc has libgfortran. */
  readonly guestFortran?: boolean;
  /** Names of libraries (`atomic`) that it lacks: staticLibraries. */
  readonly linkedStatically?: readonly string[];
}

/**
 * Of the grafted toolchain what serves the rootfs: its own libc, where it came along, as x86_64/host/sysroot; of gcc's
 * libraries for the target all but the shared ones that the rootfs lacks (`linkedStatically`), only the static ones, or,
 * where the rootfs's own gcc gives them, none but the static ones of Fortran where it has none (`guestFortran`). The
 * copies that Buildroot puts into the sysroot (HOST_GCC_FINAL_INSTALL_LIBGCC and what follows it in gcc-final.mk) are
 * not libc's.
 */
export async function fittedEntries(
  graft: Graft,
  cxxLibrary: CxxLibrary,
  { guestFortran = false, linkedStatically = [] }: FittedOptions = {},
): Promise<TreeEntry[]> {
  const { entries, triplet } = graft;
  const sysroot = `${HOST}/${triplet}/sysroot/`;
  const places = gccPlaces(graft);
  const gccLibraries = new Set(libraryFiles(graft).map((path) => basename(path)));
  const isAbsent = (path: string, names = linkedStatically) =>
    names.some((name) => basename(path).startsWith(`lib${name}.so`));
  const own = entries.flatMap((entry) => {
    if (!entry.path.startsWith(sysroot) || gccLibraries.has(basename(entry.path))) return [];
    const path = ownSysrootPath(entry.path.slice(sysroot.length));
    return path === undefined ? [] : [{ ...entry, path }];
  });
  const isLeftOut = (path: string): boolean => {
    if (!places.test(path)) return false;
    if (cxxLibrary === 'static') return /\.so(\.[\d.]+)?$/.test(path) && !path.includes('/bfd-plugins/');
    if (cxxLibrary !== 'guest') return isAbsent(path);
    return (
      (guestFortran || !FORTRAN.test(path)) &&
      /\/(lib[^/]+\.(a|so[\d.]*|spec)|(crt|lib)\w+\.o)$/.test(path) &&
      !path.includes('/bfd-plugins/')
    );
  };
  const kept = entries.filter(({ path }) => !path.startsWith(sysroot) && !isLeftOut(path));
  const moved = movedLibraries(cxxLibrary === 'static' ? [] : linkedStatically);
  const aside = entries.filter(({ path }) => places.test(path) && isAbsent(path, moved));
  return [...kept, ...movedAside(aside, triplet), ...(await withOwnScripts(own))];
}

/** Paths of gcc's libraries for the target, static and shared. */
export function libraryFiles(graft: Graft): string[] {
  const places = gccPlaces(graft);
  return graft.entries.map(({ path }) => path).filter((path) => places.test(path) && LIBRARY.test(path));
}

function gccPlaces({ triplet, version }: Graft): RegExp {
  return new RegExp(`^${HOST}/(lib/gcc/${triplet}/${version}|${triplet}/lib(64)?)/`);
}
