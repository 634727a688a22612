import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import type { RunInputs } from '../inputs/run.ts';
import { isCode } from '../is-code.ts';

/** ccache's directory of a job's steps. */
export interface CompilerCache {
  readonly directory: string;
  /** Links by the compilers' names to the image's native ccache; dangling where it has none. */
  readonly links: string;
  /** Its state when the job began, empty unless an earlier run left something. */
  readonly before: string;
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
  const name = compilerCacheName(inputs, host.env);
  const { directory } = await host.unfinished(name);
  const own = ownDirectory(temp);
  const links = join(own, 'links');
  if (!existsSync(links)) await makeLinks(links);
  await openToAll(directory);
  return { directory, links, before: await stateAtFirst(directory, join(own, name)) };
}

/**
 * The state that the job's first step found, in a file for those after it. The last step's post comes first, and
 * saves what all of them added.
 */
async function stateAtFirst(directory: string, file: string): Promise<string> {
  if (existsSync(file)) return readFile(file, 'utf8');
  const state = await compilerCacheState(directory);
  await writeFile(file, state);
  return state;
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

/** What the job's steps share besides the cache itself. */
function ownDirectory(temp: string): string {
  return join(temp, 'arm64-on-x86-ccache');
}

/** Removes what opening compiler caches has left in RUNNER_TEMP, when all steps of the job are over. */
export async function closeCompilerCaches(temp: string): Promise<void> {
  await rm(ownDirectory(temp), { recursive: true, force: true });
}

/**
 * A script's compilers may run as any user of the container (`user`, runuser). Without the sticky bit: ccache replaces
 * files that another has written. Who else gets here is for RUNNER_TEMP's own mode to say.
 */
async function openToAll(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const below = entries
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const path of [directory, ...below]) {
    await chmod(path, 0o777).catch((error: unknown) => {
      // A step that was killed has left root's: its post comes later.
      if (!isCode(error, 'EPERM')) throw error;
    });
  }
}

async function makeLinks(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await symlink(CCACHE, join(directory, 'ccache'));
  for (const prefix of PREFIXES) {
    for (const compiler of COMPILERS) await symlink(CCACHE, join(directory, `${prefix}${compiler}`));
  }
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
