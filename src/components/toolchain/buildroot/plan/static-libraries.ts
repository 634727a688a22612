import { basename } from 'node:path';
import type { RootfsProfile } from '../../../../rootfs/profile.ts';
import type { TreeEntry } from '../../../../tar/entry.ts';
import { linkEntry } from '../../../tree.ts';
import { HOST } from '../../toolchain.ts';
import type { CxxLibrary } from './candidates.ts';

/**
 * gcc's libraries that programs are linked with by an option, of which a rootfs may lack any. Not libgomp, libitm and
 * libgfortran: their static ones are compiled without -fPIC and refer to libc's data (stderr), which bfd links into no
 * program that is position-independent, as most distributions' are. They have to be there when a program starts.
 */
const OPTIONAL = ['atomic'];
const SANITIZERS = ['asan', 'hwasan', 'lsan', 'tsan', 'ubsan'];

/** What of the rootfs decides how the toolchain's libraries are linked: sonames, a part of the key. */
export function sharedInRootfs(
  library: CxxLibrary,
  { gccLibraries = [] }: Pick<RootfsProfile, 'gccLibraries'>,
): readonly string[] {
  if (library === 'static' || library === 'guest') return [];
  const names = [...OPTIONAL, ...SANITIZERS];
  return gccLibraries.filter((soname) => names.some((name) => soname.startsWith(`lib${name}.so.`)));
}

/**
 * Names (`atomic`) of the libraries that programs have to be linked with statically: their shared ones would not be
 * found when a program starts. One of which the toolchain has no static library is not among them.
 * @param files paths of the toolchain's libraries.
 * @param shared sharedInRootfs.
 */
export function staticLibraries(files: readonly string[], shared: readonly string[]): string[] {
  const names = new Set(files.map((file) => basename(file)));
  const sonames = [...names].filter((name) => /\.so\.\d+$/.test(name));
  return [...OPTIONAL, ...SANITIZERS].filter(
    (name) =>
      names.has(`lib${name}.a`) &&
      sonames.some((soname) => soname.startsWith(`lib${name}.so.`) && !shared.includes(soname)),
  );
}

/**
 * Where the shared ones go instead: shared libraries are linked with them all the same, since gcc's static libraries
 * are not made to become a part of one (no -fPIC), and may be for a rootfs that has more.
 */
export function sharedDirectory(triplet: string): string {
  return `${HOST}/${triplet}/shared`;
}

/** The shared files among the entries as they lie there, each name once: links to each other stay in it. */
export function movedAside(entries: readonly TreeEntry[], triplet: string): TreeEntry[] {
  const moved = new Map<string, TreeEntry>();
  for (const entry of entries) {
    const name = basename(entry.path);
    const path = `${sharedDirectory(triplet)}/${name}`;
    const target = entry.type === 'symlink' ? basename(entry.target) : undefined;
    if (moved.has(path) || target === name) continue;
    moved.set(path, target === undefined ? { ...entry, path } : linkEntry(path, target));
  }
  return [...moved.values()];
}

/** Those of them of which shared libraries take the shared one: all but the sanitizers', which the program brings. */
export function movedLibraries(names: readonly string[]): string[] {
  return names.filter((name) => OPTIONAL.includes(name));
}

/** Those of them that gcc's driver links whole, with what they need, where it is told so (GCC manual, -static-libasan). */
export function staticSanitizers(names: readonly string[]): string[] {
  return names.filter((name) => SANITIZERS.includes(name));
}

/** How a plan says it, before it is known what the toolchain will have. */
export function absentLibraries({ gccLibraries = [] }: Pick<RootfsProfile, 'gccLibraries'>): string[] {
  const lacks = (name: string) => !gccLibraries.some((soname) => soname.startsWith(`lib${name}.so.`));
  return [
    ...OPTIONAL.filter(lacks).map((name) => `lib${name}`),
    ...(SANITIZERS.every(lacks) ? ["the sanitizers' libraries"] : []),
  ];
}
