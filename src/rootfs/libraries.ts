import { ofFile } from '../elf/dynamic.ts';
import { highestVersion, versionsDefined } from '../elf/versions.ts';
import { type CompilerDefaults, readCompilerDefaults } from './compiler-defaults.ts';
import { gccPrefixes } from './libstdcxx.ts';
import type { RootfsProfile } from './profile.ts';
import type { RootfsTree } from './tree.ts';

/** Debian's triplet for arm64 (Debian Policy, "Multiarch"). */
const MULTIARCH = 'aarch64-linux-gnu';
const LIBRARY_DIRECTORIES = [
  `usr/lib/${MULTIARCH}`,
  `lib/${MULTIARCH}`,
  'usr/lib64',
  'lib64',
  'usr/lib',
  'lib',
] as const;
const MUSL_LOADER = 'lib/ld-musl-aarch64.so.1';

/** The rootfs's C library and its version: from glibc's symbol versions, or from the text in musl's loader. */
export function findLibc(tree: RootfsTree): RootfsProfile['libc'] {
  const glibc = versionsOf(tree, 'libc.so.6');
  if (glibc !== undefined) return { kind: 'glibc', version: highestVersion(glibc, 'GLIBC_') ?? '' };
  const musl = tree.resolve(MUSL_LOADER);
  if (musl?.type !== 'file') return { kind: 'none', version: '' };
  return { kind: 'musl', version: muslVersion(musl.content ?? Buffer.alloc(0)) };
}

/** musl keeps its version (`__libc_version`) as a string of its own. */
function muslVersion(loader: Buffer): string {
  return /\0(1\.\d+\.\d+)[^\0]{0,40}\0/.exec(loader.toString('latin1'))?.[1] ?? '';
}

/** Sonames of what gcc links only when asked (GCC manual, "Link Options", "Instrumentation Options"). */
const GCC_LIBRARY = /^lib(atomic|gfortran|gomp|itm|quadmath|asan|hwasan|lsan|tsan|ubsan)\.so\.\d+$/;

/**
 * Highest versions of the libraries that gcc brings: GLIBCXX_ and CXXABI_ of libstdc++, GCC_ of libgcc_s. And which of
 * its other libraries are there.
 */
export function findGccRuntime(
  tree: RootfsTree,
): Pick<RootfsProfile, 'glibcxx' | 'cxxabi' | 'libgcc' | 'gccLibraries'> {
  const highest = (name: string, prefix: string): string | undefined => {
    const versions = versionsOf(tree, name);
    return versions === undefined ? undefined : highestVersion(versions, prefix);
  };
  const glibcxx = highest('libstdc++.so.6', 'GLIBCXX_');
  const cxxabi = highest('libstdc++.so.6', 'CXXABI_');
  const libgcc = highest('libgcc_s.so.1', 'GCC_');
  const gccLibraries = findGccLibraries(tree);
  return {
    ...(glibcxx !== undefined && { glibcxx }),
    ...(cxxabi !== undefined && { cxxabi }),
    ...(libgcc !== undefined && { libgcc }),
    ...(gccLibraries.length > 0 && { gccLibraries }),
  };
}

/** By soname, sorted, where the loader looks by itself (ld.so(8)). */
function findGccLibraries(tree: RootfsTree): string[] {
  const found = LIBRARY_DIRECTORIES.flatMap((directory) =>
    tree
      .list(directory)
      .filter((name) => GCC_LIBRARY.test(name) && tree.resolve(`${directory}/${name}`)?.type === 'file'),
  );
  return [...new Set(found)].sort();
}

/** The major version of a gcc whose C compiler proper (cc1) is there: its directories alone are libgcc's too. */
export function findGccMajor(tree: RootfsTree): number | undefined {
  const directories = ['lib/gcc', 'libexec/gcc', 'lib64/gcc'];
  const bases = gccPrefixes(tree).flatMap((prefix) => directories.map((name) => `${prefix}/${name}`));
  const majors = bases.flatMap((base) =>
    tree
      .list(base)
      .flatMap((target) =>
        tree
          .list(`${base}/${target}`)
          .filter((version) => tree.resolve(`${base}/${target}/${version}/cc1`)?.type === 'file'),
      )
      .map((version) => Number.parseInt(version, 10))
      .filter((major) => Number.isInteger(major)),
  );
  return majors.sort((a, b) => a - b).at(-1);
}

/** What the rootfs's own gcc does without being asked, as its driver says. */
export function findCompilerDefaults(tree: RootfsTree): CompilerDefaults | undefined {
  const driver = tree.content('usr/bin/gcc');
  return driver && readCompilerDefaults(driver.toString('latin1'));
}

/** Debian's multiarch layout: the C library lies in a directory named after the triplet. */
export function findMultiarch(tree: RootfsTree): string | undefined {
  return (tree.resolve(`usr/lib/${MULTIARCH}/libc.so.6`) ?? tree.resolve(`lib/${MULTIARCH}/libc.so.6`))
    ? MULTIARCH
    : undefined;
}

/** Header and start file, without which nothing can be linked against the rootfs's libc. */
export function hasLibcDevelopment(tree: RootfsTree): boolean {
  const startFile = LIBRARY_DIRECTORIES.some(
    (directory) => tree.resolve(`${directory}/crt1.o`)?.type === 'file',
  );
  return startFile && tree.resolve('usr/include/stdio.h')?.type === 'file';
}

function versionsOf(tree: RootfsTree, name: string): string[] | undefined {
  for (const directory of LIBRARY_DIRECTORIES) {
    const path = `${directory}/${name}`;
    const content = tree.content(path);
    if (content !== undefined) return ofFile(`rootfs: ${path}`, () => versionsDefined(content));
  }
  return undefined;
}
