import { isNeedless } from '../../needless.ts';

/**
 * Where a file of Buildroot's host directory goes below x86_64/host; undefined when it stays behind. Both paths are
 * relative. Buildroot renames the real compiler to NAME.br_real, and puts links to its wrapper in its place.
 */
export function graftedPath(path: string, triplet: string, withSysroot: boolean): string | undefined {
  if (path.startsWith('bin/')) {
    const name = path.replace(/\.br_real$/, '');
    // A gdb of a user's configuration: images have one, and what this one would read (data, Python's library) stays
    // behind.
    return name.startsWith(`bin/${triplet}-`) && !name.startsWith(`bin/${triplet}-gdb`) ? name : undefined;
  }
  if (path.startsWith(`${triplet}/sysroot/`)) return withSysroot ? path : undefined;
  const compiler = ['lib/gcc/', 'libexec/gcc/', `${triplet}/`].some((start) => path.startsWith(start));
  return compiler && !isNeedless(path) ? path : undefined;
}
