import { begun } from '../../begun.ts';
import type { Host } from '../../host/host.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { packageTree } from '../packages/tree.ts';
import { RUNTIME_SONAMES } from '../runtime/sonames.ts';
import {
  hashLibraries,
  installedLibraries,
  libraryClosure,
  type SharedLibrary,
} from '../shared-libraries.ts';
import { sourceFile } from '../tree.ts';
import { type CrossLibc, crossLibc } from './cross-libc.ts';
import { collectNeeds, type ToolchainNeeds } from './needs.ts';
import { findSystemPackages, type SystemPackages } from './system-packages.ts';
import { targetFiles } from './target-files.ts';
import { HOST } from './toolchain.ts';

/** This machine's packaged cross compiler of one major: all of it that no root filesystem changes. */
export interface SystemCompiler {
  readonly found: SystemPackages;
  /** Its files, moved under x86_64/host. */
  readonly tree: ReadonlyMap<string, TreeEntry>;
  /** The C library that it was built against, without what only compiling needs. */
  readonly libc: CrossLibc;
  readonly needs: ToolchainNeeds;
  /** What its programs need, and their hashes. */
  readonly libraries: readonly SharedLibrary[];
  readonly libraryHashes: readonly string[];
}

/** x86_64/host/bin is in PATH: nothing may lie there that hides a program of the guest. */
const PROGRAMS = /^\/usr\/bin\/aarch64-linux-gnu-(?!lto-dump)/;

/**
 * Begins to read the compiler that the distribution takes for its default, while nobody knows which one the root
 * filesystem wants; that is the argument of what is returned.
 * @throws there what findSystemPackages does, and ToolError `library-missing`.
 */
export function systemCompiler(host: Host): (wantedMajor: number | undefined) => Promise<SystemCompiler> {
  const usual = begun(readCompiler(undefined, host));
  return async (wantedMajor) => {
    const { found } = await usual;
    if (wantedMajor === undefined || wantedMajor === found.major) return usual;
    const wanted = await findSystemPackages(host, wantedMajor);
    return wanted.major === found.major ? usual : readCompiler(wantedMajor, host);
  };
}

async function readCompiler(wantedMajor: number | undefined, host: Host): Promise<SystemCompiler> {
  const found = await findSystemPackages(host, wantedMajor);
  const [tree, libc, installed] = await Promise.all([
    packageTree(host, found.packages, { to: HOST, programs: PROGRAMS }),
    crossLibc(host, false),
    installedLibraries(host),
  ]);
  const needs = await collectNeeds(targetFiles([...tree.values(), ...libc.entries]));
  const files = [...tree.values()].flatMap((entry) => sourceFile(entry) ?? []);
  const libraries = libraryClosure(files, installed, new Set(RUNTIME_SONAMES));
  return { found, tree, libc, needs, libraries, libraryHashes: await hashLibraries(libraries) };
}
