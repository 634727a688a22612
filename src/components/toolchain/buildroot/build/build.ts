import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { ToolError } from '../../../../errors.ts';
import type { Host } from '../../../../host/host.ts';
import { endOrphans } from '../../../../host/orphans.ts';
import type { UnfinishedWork } from '../../../../host/unfinished.ts';
import type { BuildrootPlan } from '../plan/plan.ts';
import { overriddenPackages, overrideFiles } from './config.ts';
import { type BuildrootRequest, bareConfig, configure, externalTree } from './configure.ts';
import { buildFailure } from './failure.ts';
import { type BuildrootPackage, packageOf } from './info.ts';
import { parallelJobs } from './jobs.ts';
import { type BuildrootPlaces, buildrootMake, buildrootPlaces } from './make.ts';
import { createBuildProgress } from './progress.ts';
import { fetchSources, sourcesKey, TARGET, toolchainPackages } from './sources.ts';
import { dropUnfinishedPackages, finishedPackages, pruneFinishedPackages } from './stages.ts';
import type { BuildrootTree } from './tree.ts';

/** Where a build works, and the compiler cache that it uses. */
export interface BuildrootWork {
  readonly build: UnfinishedWork;
  readonly compilerCache: UnfinishedWork;
}

/** A finished build. */
interface BuiltToolchain {
  /** Buildroot's output directory; what was built is in `host`, as Buildroot made it. */
  readonly output: string;
  /** Directories of the finished packages in `build`. */
  readonly finished: readonly string[];
  /** What Buildroot says of them; empty where the release cannot tell. */
  readonly packages: ReadonlyMap<string, BuildrootPackage>;
}

/**
 * Builds the planned toolchain in the work's directory, going on where an earlier run was cut off.
 * @throws ToolError `buildroot-…` saying which package failed and how.
 */
export async function buildToolchain(
  request: BuildrootRequest,
  { build, compilerCache }: BuildrootWork,
  host: Host,
): Promise<BuiltToolchain> {
  // Buildroot's Makefile resolves links too (CANONICAL_O), and so it stands in what is built.
  const directory = await realpath(build.directory);
  const places = buildrootPlaces(directory, externalTree(), compilerCache.directory);
  for (const path of [places.directory, places.external, places.ccache])
    requirePlainPath(path, 'use a cache-dir (or a place for the action)');
  if (request.sources.dlDir !== undefined)
    requirePlainPath(request.sources.dlDir, 'give as buildroot-dl-dir a directory with a name');
  const { downloads } = places;
  if ((await endOrphans(places.directory)) > 0)
    host.info('buildroot: ended what a run that was killed had left running');
  await prepareTree(request.tree, places.tree, host);
  await mkdir(places.output, { recursive: true });
  await rm(places.log, { force: true });
  const finished = await dropUnfinishedPackages(places.output);
  const config = await configure(request, downloads, places, host);
  const packages = await toolchainPackages(places, host);
  const overrides = await Promise.all(overrideFiles(config).map((file) => readFile(file, 'utf8')));
  const local = new Set(overrides.flatMap(overriddenPackages));
  const key = sourcesKey(request.tree, packages, overrides, await bareConfig(request.plan));
  await fetchSources({ key, downloads, packages, local, sources: request.sources }, places, host);
  if (finished.length > 0) host.info(`buildroot: going on after ${finished.length} finished packages`);
  await makeAll(packages, finished, request.plan, places, build, host);
  return { output: places.output, finished: await finishedPackages(places.output), packages };
}

/** Neither make nor configure can work in a directory with a space or a dollar sign in its path. */
function requirePlainPath(path: string, hint: string): void {
  if (/^[\w./~:@%+,=-]+$/.test(path)) return;
  throw new ToolError(
    'buildroot-path',
    `Buildroot cannot work in the directory "${path}"`,
    `${hint} of letters, digits and . _ - + , = @ % : only`,
  );
}

/** Half a tree, of a run that was killed while it came, must not pass for a whole one. */
async function prepareTree(tree: BuildrootTree, directory: string, host: Host): Promise<void> {
  if (existsSync(directory)) return;
  host.progress(`fetching ${tree.origin}`);
  const partial = `${directory}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await tree.fetch(partial);
  await rename(partial, directory);
}

/**
 * Buildroot has configure scripts, and what they make (libtool, each package's Makefile), run by bash. They start many
 * thousands of shells, and are made for any of POSIX (Autoconf manual, "Portable Shell"): on Debian and Ubuntu sh is dash,
 * "since it executes scripts faster than bash" (its package's description).
 */
const CONFIGURE_SHELL = { CONFIG_SHELL: '/bin/sh' } as const;

/**
 * The long part, in stages: what is finished after each is saved, as far as the host keeps it elsewhere, so that a
 * machine that is lost does not take all with it.
 */
async function makeAll(
  packages: ReadonlyMap<string, BuildrootPackage>,
  finished: readonly string[],
  { libc, config }: Pick<BuildrootPlan, 'libc' | 'config'>,
  places: BuildrootPlaces,
  work: UnfinishedWork,
  host: Host,
): Promise<void> {
  const before = finished.flatMap((directory) => packageOf(directory, packages.keys()) ?? []);
  const progress = createBuildProgress(packages.size, before);
  const start = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  const onLine = (line: string): void => {
    const another = progress.line(line);
    const now = performance.now();
    if (!another && now - shown < 1000) return;
    shown = now;
    host.progress(progress.summary(now - start), progress.fraction());
  };
  const stages = ['host-gcc-initial', libc.kind].filter((name) => !before.includes(name));
  const variables = { ...parallelJobs(config), ...CONFIGURE_SHELL };
  for (const stage of [...stages, TARGET]) {
    const { code } = await buildrootMake(places, [stage], host, { onLine, variables });
    if (code !== 0) throw buildFailure(progress, packages, places.log);
    await pruneFinishedPackages(places.output);
    // Sources are kept under a key of their own: fetchSources.
    if (stage !== TARGET) await work.checkpoint(basename(places.downloads));
  }
}
