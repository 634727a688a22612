import { basename } from 'node:path';
import { archiveMembers } from '../../elf/archive.ts';
import { ofFile, readDynamicSection } from '../../elf/dynamic.ts';
import { MACHINE, readElfHeader } from '../../elf/header.ts';
import { type ElfSymbol, readSymbols } from '../../elf/symbols.ts';

/** A file of the toolchain: its name, and its bytes when they are asked for. */
export interface ToolchainFile {
  readonly path: string;
  read(): Promise<Buffer>;
}

/** A symbol version that programs built with the toolchain may come to need. */
export interface NeededVersion {
  /** `GLIBC_2.36`. */
  readonly version: string;
  /** How many symbols of it, and the first of them with the file that brings it: `arc4random (libstdc++.a)`. */
  readonly count: number;
  readonly symbols: readonly string[];
}

/** What the system has to have for programs built with a toolchain to start. */
export interface ToolchainNeeds {
  readonly libc: 'glibc' | 'musl';
  readonly versions: readonly NeededVersion[];
}

/**
 * Libraries of gcc's that a program may be linked with, shared or not (GCC manual, "Link Options",
 * "Instrumentation").
 */
const EITHER = 'stdc\\+\\+|gomp|atomic|gfortran|itm|quadmath|ssp|asan|hwasan|lsan|tsan|ubsan';
/** Shared libraries, of which programs take whatever versions they define, and which need others themselves. */
const SHARED = new RegExp(`^lib(gcc_s|${EITHER})([-.\\d]*\\.so(\\.\\d+)*|\\.so)$`);
/** Static libraries and start files, which become a part of programs. */
const STATIC = new RegExp(
  `^(lib(gcc|gcc_eh|gcov|stdc\\+\\+fs|stdc\\+\\+exp|supc\\+\\+|caf_single|ssp_nonshared|${EITHER})\\.a` +
    '|crt(begin|end|fastmath)\\w*\\.o|lib\\w+_preinit\\.o)$',
);
/** The toolchain's own C library, which says since when there is a symbol. */
const LIBC = /^(libc|libm|libpthread|libdl|librt)(\.so\.[06]|\.so\.[12]|-2\.\d+\.so)$/;

/**
 * Functions that glibc before 2.33 has too, in libc_nonshared.a, so that a static library may need them anywhere
 * (glibc NEWS for 2.33, "stat, lstat, fstat").
 */
const ALWAYS_THERE = /^(f|l)?stat(at)?(64)?$|^mknod(at)?$/;

const FIRST = 3;

/** True for the files that collectNeeds reads. */
export function isTargetFile(path: string): boolean {
  return [SHARED, STATIC, LIBC].some((pattern) => pattern.test(basename(path)));
}

/**
 * Finds out what a toolchain's run-time libraries, static libraries and start files would make a program need. Of a
 * shared library: the versions that it defines (a program takes them) and those that it needs. Of what is linked
 * into programs: the version that the toolchain's own C library gives to each name.
 * @param files the toolchain's, and its C library's; others are not read.
 * @param libc what it builds for; when not given, what its shared libraries are for: it may have none.
 * @throws ToolError `elf-malformed`.
 */
export async function collectNeeds(
  files: readonly ToolchainFile[],
  libc?: ToolchainNeeds['libc'],
): Promise<ToolchainNeeds> {
  const found: Found = new Map();
  const since = await libcVersions(files);
  let musl = false;
  for (const file of named(files, SHARED)) {
    const bytes = await file.read();
    if (isAarch64(bytes)) musl = ofFile(file.path, () => addShared(found, file.path, bytes)) || musl;
  }
  for (const file of named(files, STATIC)) {
    const bytes = await file.read();
    for (const name of ofFile(file.path, () => undefinedNames(bytes))) {
      const version = ALWAYS_THERE.test(name) ? undefined : since.get(name);
      if (version !== undefined) add(found, version, name, file.path);
    }
  }
  const versions = [...found].map(([version, symbols]) => ({
    version,
    count: symbols.size,
    symbols: [...symbols].slice(0, FIRST),
  }));
  return { libc: libc ?? (musl ? 'musl' : 'glibc'), versions };
}

/** Version → symbols. */
type Found = Map<string, Set<string>>;

function named(files: readonly ToolchainFile[], pattern: RegExp): ToolchainFile[] {
  return files.filter(({ path }) => pattern.test(basename(path)));
}

function add(found: Found, version: string, symbol: string, path: string): void {
  const symbols = found.get(version) ?? new Set();
  found.set(version, symbols.add(`${symbol} (${basename(path)})`));
}

/** @returns true when the library is for musl. */
function addShared(found: Found, path: string, bytes: Buffer): boolean {
  for (const { name, version, defined, weak } of readSymbols(bytes)) {
    // A version defines itself as a symbol of its name; what is weak may stay undefined.
    if (version !== undefined && name !== version && (defined || !weak)) add(found, version, name, path);
  }
  return (readDynamicSection(bytes)?.needed ?? []).some((name) => /^libc\.(so$|musl-)/.test(name));
}

/** What an archive or object file leaves to others to define. */
function undefinedNames(bytes: Buffer): Set<string> {
  const objects = archiveMembers(bytes) ?? [bytes];
  const symbols = objects.filter(isAarch64).flatMap((object): ElfSymbol[] => readSymbols(object));
  const defined = new Set(symbols.filter((symbol) => symbol.defined).map(({ name }) => name));
  const needed = symbols.filter((symbol) => !symbol.defined && !symbol.weak && !defined.has(symbol.name));
  return new Set(needed.map(({ name }) => name));
}

/**
 * The oldest version of each name that the toolchain's C library defines. Later ones beside it (pthread_create moved
 * from libpthread in 2.34) are the same function, which older libraries have under the old one.
 */
async function libcVersions(files: readonly ToolchainFile[]): Promise<ReadonlyMap<string, string>> {
  const versions = new Map<string, string>();
  for (const file of named(files, LIBC)) {
    const bytes = await file.read();
    for (const { name, version, defined } of ofFile(file.path, () => readSymbols(bytes))) {
      if (!defined || version === undefined || !version.startsWith('GLIBC_2')) continue;
      const known = versions.get(name);
      if (known === undefined || isOlder(version, known)) versions.set(name, version);
    }
  }
  return versions;
}

function isOlder(a: string, b: string): boolean {
  return a.localeCompare(b, 'en', { numeric: true }) < 0;
}

function isAarch64(bytes: Uint8Array): boolean {
  return readElfHeader(bytes)?.machine === MACHINE.aarch64;
}
