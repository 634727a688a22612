import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../../../errors.ts';
import type { Host } from '../../../host/host.ts';
import { endOrphans } from '../../../host/orphans.ts';
import type { UnfinishedWork } from '../../../host/unfinished.ts';
import { repositoryRoot } from '../../repository.ts';
import {
  type BuildrootSources,
  configText,
  overriddenPackages,
  overrideFiles,
  refusedLines,
} from './config.ts';
import { buildFailure } from './failure.ts';
import { type BuildrootPackage, packageOf } from './info.ts';
import { type BuildrootPlaces, buildrootMake, buildrootPlaces } from './make.ts';
import type { BuildrootPlan } from './plan.ts';
import { createBuildProgress } from './progress.ts';
import { fetchSources, sourcesKey, TARGET, toolchainPackages } from './sources.ts';
import { dropUnfinishedPackages, finishedPackages, pruneFinishedPackages } from './stages.ts';
import type { BuildrootTree } from './tree.ts';

/** Where all that is ours in a Buildroot build lies. */
export function externalTree(): string {
  return join(repositoryRoot(), 'buildroot');
}

/** The fragment that all toolchains share. */
function sharedFragment(): Promise<string> {
  return readFile(join(externalTree(), 'toolchain.fragment'), 'utf8');
}

/** The plan's configuration without what differs from run to run: where it works, and fetches from. */
export async function bareConfig(plan: BuildrootPlan): Promise<string> {
  return configText(await sharedFragment(), plan, {}, '');
}

/** What is to be built, and from what. */
export interface BuildrootRequest {
  readonly plan: BuildrootPlan;
  readonly tree: BuildrootTree;
  readonly sources: BuildrootSources;
}

/** Where a build works, and the compiler cache that it uses. */
export interface BuildrootWork {
  readonly build: UnfinishedWork;
  readonly compilerCache: UnfinishedWork;
}

/** A finished build. */
export interface BuiltToolchain {
  /** Buildroot's output directory; what was built is in `host`, as Buildroot made it. */
  readonly output: string;
  /** Directories of the finished packages in `build`. */
  readonly finished: readonly string[];
  /** What Buildroot says of them; empty where the release cannot tell. */
  readonly packages: ReadonlyMap<string, BuildrootPackage>;
}

/**
 * Builds the planned toolchain in the work's directory, going on where an earlier run was cut off. Throws ToolError
 * `buildroot-…` saying which package failed and how.
 */
export async function buildToolchain(
  request: BuildrootRequest,
  { build, compilerCache }: BuildrootWork,
  host: Host,
): Promise<BuiltToolchain> {
  const places = buildrootPlaces(build.directory, externalTree(), compilerCache.directory);
  for (const path of [places.directory, places.external, places.ccache])
    requirePlainPath(path, 'use a cache-dir (or a place for the action)');
  if (request.sources.dlDir !== undefined)
    requirePlainPath(request.sources.dlDir, 'give as buildroot-dl-dir a directory with a name');
  const downloads = join(places.directory, 'downloads');
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
  await makeAll(packages, finished, request.plan.libc.kind, places, build, host);
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

/** Has Buildroot make its .config; returns the text that it is made from. */
async function configure(
  { plan, sources }: BuildrootRequest,
  downloads: string,
  places: BuildrootPlaces,
  host: Host,
): Promise<string> {
  const file = join(places.output, 'defconfig');
  const config = configText(await sharedFragment(), plan, sources, downloads);
  await writeFile(file, config);
  const { code, stdout, stderr } = await buildrootMake(places, ['defconfig'], host, {
    variables: { BR2_DEFCONFIG: file },
  });
  const tail = (stdout + stderr).trim().split('\n').slice(-10).join('\n    ');
  if (code !== 0) {
    throw new ToolError(
      'buildroot-config-failed',
      `toolchain "buildroot": make defconfig failed\n    ${tail}`,
      'look at buildroot-config, or at what the lines above name',
    );
  }
  const refused = refusedLines(plan, await readFile(join(places.output, '.config'), 'utf8'));
  if (refused.length === 0) return config;
  throw new ToolError(
    'buildroot-config-refused',
    `Buildroot ${plan.release} does not take: ${refused.join(', ')}`,
    'use another buildroot-version or gcc-version, or say it otherwise in buildroot-config',
  );
}

/**
 * The long part, in stages: what is finished after each is saved, as far as the host keeps it elsewhere, so that a
 * machine that is lost does not take all with it.
 */
async function makeAll(
  packages: ReadonlyMap<string, BuildrootPackage>,
  finished: readonly string[],
  libc: string,
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
  const stages = ['host-gcc-initial', libc].filter((name) => !before.includes(name));
  for (const stage of [...stages, TARGET]) {
    const { code } = await buildrootMake(places, [stage], host, { onLine });
    if (code !== 0) throw buildFailure(progress, packages, places.log);
    await pruneFinishedPackages(places.output);
    if (stage !== TARGET) await work.checkpoint();
  }
}
