import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import type { RunInputs } from '../inputs/run.ts';

/** ccache's directory of a job's steps, and what it was when a step began. */
export interface CompilerCache {
  readonly directory: string;
  /** Links by the compilers' names to the image's native ccache; dangling where it has none. */
  readonly links: string;
  readonly before: string;
  readonly hit: boolean;
}

/** src/components/natives: where the native stand-ins of `accelerate: build` and `full` lie. */
const CCACHE = '/x86_64/native/build/usr/bin/ccache';
const COMPILERS = ['gcc', 'g++', 'cc', 'c++'];
const PREFIXES = ['', 'aarch64-linux-', 'aarch64-linux-gnu-'];
const MAXIMUM_SIZE = '500M';

/** Opens the compiler cache that earlier runs, or steps of this job, have left. */
export async function openCompilerCache(
  inputs: Pick<RunInputs, 'image' | 'compilerCacheKey'>,
  temp: string,
  host: Pick<Host, 'env' | 'unfinished'>,
): Promise<CompilerCache> {
  const { directory, restored } = await host.unfinished(compilerCacheName(inputs, host.env));
  return {
    ...{ directory, hit: restored, links: await makeLinks(temp) },
    before: await compilerCacheState(directory),
  };
}

/**
 * What the cache is called: the same for a job's later runs. The image counts without its digest: ccache finds out
 * itself what an other compiler or header changes.
 */
export function compilerCacheName(
  { image, compilerCacheKey }: Pick<RunInputs, 'image' | 'compilerCacheKey'>,
  env: Host['env'],
): string {
  const parts = [image.replace(/@.*/, ''), compilerCacheKey, env.GITHUB_WORKFLOW ?? '', env.GITHUB_JOB ?? ''];
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `ccache-${hash.slice(0, 32)}`;
}

/** ccache(1), "Configuration". The compilers of an image all have the time and often the size of others. */
export function ccacheVariables({ directory }: Pick<CompilerCache, 'directory'>): Record<string, string> {
  return {
    CCACHE_DIR: directory,
    CCACHE_MAXSIZE: MAXIMUM_SIZE,
    CCACHE_COMPILERCHECK: '%compiler% -v',
  };
}

async function makeLinks(temp: string): Promise<string> {
  const directory = join(temp, 'arm64-on-x86-ccache-links');
  if (existsSync(directory)) return directory;
  await mkdir(directory);
  for (const prefix of PREFIXES) {
    for (const compiler of COMPILERS) await symlink(CCACHE, join(directory, `${prefix}${compiler}`));
  }
  return directory;
}

/**
 * A hash of the names of what is cached, which ccache makes from their content; not of its counters. The same for a
 * directory that is not there as for an empty one.
 */
export async function compilerCacheState(directory: string): Promise<string> {
  if (!existsSync(directory)) return '';
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const names = files
    .filter((file) => file.isFile() && /^[0-9a-z]{10,}[RM]$/.test(file.name))
    .map(({ name }) => name);
  return names.length === 0 ? '' : createHash('sha256').update(names.sort().join('\n')).digest('hex');
}
