import { createHash } from 'node:crypto';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Arm64Archive, aptDirectory, findArm64Archive } from './arm64-archive.ts';
import { finishTree, firstStage, packTree, type Recipe, secondStage } from './debootstrap.ts';
import { makeOnce } from './make-once.ts';
import { runAsRoot } from './root.ts';
import type { RunOptions } from './run.ts';
import type { Scope } from './scope.ts';

/** Increase it when the same packages are to give another tarball. */
const recipeVersion = 1;

/** Enough to compile C and C++ against two libraries in the tree itself. */
export const developmentPackages = [
  'file',
  'g++',
  'gcc',
  'libc6-dev',
  'libssl-dev',
  'make',
  'zlib1g-dev',
] as const;

export interface RootfsRequest {
  readonly cache: string;
  readonly include: readonly string[];
  /** Another release of the machine's distribution (`trixie`), without its updates. */
  readonly suite?: string;
  /** Where the packages come from, when that is known already. */
  readonly archive?: Arm64Archive;
  /** Asked for only when the tarball has to be made. */
  readonly emulator: () => Promise<string>;
  readonly onLine?: (line: string) => void;
}

/** A finished tarball. */
interface RootfsTarball {
  readonly path: string;
  readonly cached: boolean;
}

/**
 * Makes an arm64 root filesystem tarball of the machine's own Debian or Ubuntu release with debootstrap, all of
 * it under the given emulator, or takes it from the cache directory.
 */
export async function makeRootfs(request: RootfsRequest, scope: Scope): Promise<RootfsTarball> {
  const { onLine } = request;
  const options: RunOptions = { signal: scope.signal, ...(onLine && { onLine }) };
  const { archives: own, apt } = request.archive ?? (await rootfsArchive(request.cache, options));
  const { suite } = request;
  const archives = suite === undefined ? own : own.slice(0, 1).map((archive) => ({ ...archive, suite }));
  const recipe: Recipe = { archives, include: request.include };
  const [release = ''] = (await apt.releases()).filter((text) =>
    text.includes(`Codename: ${archives[0]?.suite}\n`),
  );
  const path = join(request.cache, 'rootfs', `${rootfsKey(recipe, release)}.tar.gz`);
  const make = async () => build(recipe, await request.emulator(), path, scope, options);
  return { path, cached: await makeOnce(path, options, make) };
}

/** Where the arm64 packages of the machine's own release come from; its lists are kept in the cache directory. */
export function rootfsArchive(cache: string, options: RunOptions = {}): Promise<Arm64Archive> {
  return findArm64Archive(aptDirectory(cache, 'arm64'), options);
}

/** Name of the tarball in the cache: suite and hash of what goes into it (the Release file names each package). */
function rootfsKey(recipe: Recipe, release: string): string {
  const parts = [recipeVersion, recipe.archives, [...recipe.include].sort(), release];
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${recipe.archives[0]?.suite}-${hash.slice(0, 32)}`;
}

async function build(recipe: Recipe, emulator: string, path: string, scope: Scope, options: RunOptions) {
  const work = await scope.tempDir('rootfs');
  // Registered last, so it is done first: only root can remove what debootstrap makes.
  scope.defer(async () => void (await runAsRoot('rm', ['-rf', '--one-file-system', work])));
  const tree = join(work, 'tree');
  await mkdir(tree);
  await firstStage(tree, recipe, options);
  await secondStage(tree, emulator, options);
  await finishTree(tree, recipe, options);
  const packed = join(work, 'rootfs.tar.gz');
  await packTree(tree, packed, options);
  const partial = `${path}.${process.pid}`;
  scope.defer(async () => void (await runAsRoot('rm', ['-f', partial])));
  await copyFile(packed, partial);
  await rename(partial, path);
}
