import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RootfsProfile } from '../../../rootfs/profile.ts';
import type { TreeEntry } from '../../../tar/entry.ts';
import { linkEntry, textEntry } from '../../tree.ts';
import { HOST } from '../toolchain.ts';
import type { CxxLibrary } from './candidates.ts';

/** gcc's libraries that programs are linked with by a language or an option, of which a rootfs may lack any. */
const OPTIONAL = ['gomp', 'atomic', 'itm', 'quadmath', 'gfortran'];
const SANITIZERS = ['asan', 'hwasan', 'lsan', 'tsan', 'ubsan'];

/** What of the rootfs decides how the toolchain's libraries are linked: sonames, a part of the key. */
export function sharedInRootfs(
  library: CxxLibrary,
  { gccLibraries = [] }: Pick<RootfsProfile, 'gccLibraries'>,
  fortran: boolean,
): readonly string[] {
  if (library === 'static' || library === 'guest') return [];
  return gccLibraries.filter((soname) => fortran || !/^lib(gfortran|quadmath)\./.test(soname));
}

/**
 * Names (`gomp`) of the libraries that programs have to be linked with statically: their shared ones would not be
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

/**
 * libgomp.a takes dlopen from libdl, where glibc before 2.34 has it, and libgomp.spec names that only for programs that
 * are static altogether.
 */
export async function withStaticGomp(entry: TreeEntry): Promise<TreeEntry> {
  if (entry.type !== 'file' || basename(entry.path) !== 'libgomp.spec') return entry;
  const { source, path } = entry;
  const text = 'file' in source ? await readFile(source.file, 'utf8') : Buffer.from(source.bytes).toString();
  return textEntry(path, text.replace(/%\{static:\s*-ldl\s*\}/, '-ldl'));
}

/** How a plan says it, before it is known what the toolchain will have. */
export function absentLibraries(
  { gccLibraries = [] }: Pick<RootfsProfile, 'gccLibraries'>,
  fortran: boolean,
): string[] {
  const lacks = (name: string) => !gccLibraries.some((soname) => soname.startsWith(`lib${name}.so.`));
  const names = ['gomp', 'atomic', 'itm', ...(fortran ? ['gfortran'] : [])].filter(lacks);
  return [
    ...names.map((name) => `lib${name}`),
    ...(SANITIZERS.every(lacks) ? ["the sanitizers' libraries"] : []),
  ];
}
