import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../../../host/host.ts';
import { contentKey } from '../../../key.ts';
import type { BuildrootSources } from './config.ts';
import { buildFailure, sourcesMissing, sourcesUnchecked, uncheckedSource } from './failure.ts';
import { type BuildrootPackage, closure, MACHINE_TOOLS, parseInfo } from './info.ts';
import { type BuildrootPlaces, buildrootMake } from './make.ts';
import { createBuildProgress } from './progress.ts';
import type { BuildrootTree } from './tree.ts';

/** What is to be built: Buildroot's target, and the package of that name. */
export const TARGET = 'toolchain';

/** The packages of the toolchain, with the addresses of their sources; empty where the release cannot tell. */
export async function toolchainPackages(
  places: BuildrootPlaces,
  host: Host,
): Promise<ReadonlyMap<string, BuildrootPackage>> {
  // Where upstream has them, whatever site the configuration names.
  const variables = { BR2_PRIMARY_SITE: '', BR2_PRIMARY_SITE_ONLY: '' };
  const { code, stdout } = await buildrootMake(places, ['-s', 'show-info'], host, { variables });
  return closure(TARGET, code === 0 ? parseInfo(stdout) : new Map());
}

/**
 * Cache key of the download directory, made of what decides which files come into it, so that another CPU or machine
 * finds them too.
 * @param overrides texts of the user's override files.
 * @param config the configuration; it counts where the release cannot tell what its packages are.
 */
export function sourcesKey(
  { identity }: Pick<BuildrootTree, 'identity'>,
  packages: ReadonlyMap<string, BuildrootPackage>,
  overrides: readonly string[],
  config: string,
): string {
  const files = [...packages.values()].flatMap(({ downloads }) =>
    downloads.map(({ directory, file }) => `${directory}/${file}`),
  );
  return contentKey('buildroot-sources', {
    tree: identity,
    files: [...new Set(files)].sort(),
    overrides,
    config: packages.size === 0 ? config : '',
  });
}

interface SourcesRequest {
  /** See sourcesKey. */
  readonly key: string;
  readonly downloads: string;
  readonly packages: ReadonlyMap<string, BuildrootPackage>;
  /** Names of packages whose source a user has unpacked on this machine. */
  readonly local: ReadonlySet<string>;
  readonly sources: BuildrootSources;
}

/**
 * Brings all sources into the download directory, checked by Buildroot against its hashes: from the cache of an
 * earlier run, else from the sites; then they are saved at once, so that a build that fails does not lose them.
 * @throws ToolError `buildroot-source-missing` (naming file and address), `buildroot-source-damaged` or
 *   `buildroot-source-unchecked`.
 */
export async function fetchSources(
  { key, downloads, packages, local, sources }: SourcesRequest,
  places: BuildrootPlaces,
  host: Host,
): Promise<void> {
  requireLocalSources(packages, local, sources);
  const restored = (await isEmpty(downloads)) && (await restore(key, downloads, host));
  host.progress(restored ? 'buildroot: sources are in the cache' : 'buildroot: fetching sources');
  const progress = createBuildProgress(packages.size);
  const unchecked = new Set<string>();
  const start = performance.now();
  const { code } = await buildrootMake(places, [`${TARGET}-all-source`], host, {
    onLine: (line) => {
      const file = uncheckedSource(line);
      if (file !== undefined) unchecked.add(file);
      if (!progress.line(line)) return;
      host.progress(progress.summary(performance.now() - start), progress.fraction());
    },
  });
  if (code !== 0) throw buildFailure(progress, packages, places.log);
  if (unchecked.size > 0) throw sourcesUnchecked([...unchecked]);
  // What the user has on this machine anyway need not be kept twice.
  if (!restored && sources.dlDir === undefined) await host.cache.save(key, downloads);
}

/** Everything that is not there is said at once; Buildroot would stop at the first. */
function requireLocalSources(
  packages: ReadonlyMap<string, BuildrootPackage>,
  local: ReadonlySet<string>,
  { dlDir }: BuildrootSources,
): void {
  if (dlDir === undefined) return;
  const wanted = [...packages.values()].filter(({ name }) => !MACHINE_TOOLS.has(name) && !local.has(name));
  const missing = wanted
    .flatMap(({ downloads }) => downloads)
    .filter(({ file, directory }) => !isThere(dlDir, directory, file));
  const unique = [...new Map(missing.map((item) => [`${item.directory}/${item.file}`, item])).values()];
  if (unique.length > 0) throw sourcesMissing(unique, `buildroot-dl-dir ${dlDir} does not have`);
}

/** The two places in a site where Buildroot looks (package/pkg-download.mk, DOWNLOAD_URIS). */
function isThere(site: string, directory: string, file: string): boolean {
  return existsSync(join(site, directory, file)) || existsSync(join(site, file));
}

async function restore(key: string, downloads: string, host: Host): Promise<boolean> {
  const partial = `${downloads}.restored`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const found = await host.cache.restore(key, partial);
  if (found) {
    await rm(downloads, { recursive: true, force: true });
    await rename(partial, downloads);
  } else {
    await rm(partial, { recursive: true });
  }
  return found;
}

async function isEmpty(directory: string): Promise<boolean> {
  return !existsSync(directory) || (await readdir(directory)).length === 0;
}
