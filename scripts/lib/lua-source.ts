import { join } from 'node:path';
import type { RunOptions } from './run.ts';
import { fetchSource, unpackSource } from './source-package.ts';

/** Lua's upstream tarball, from the distribution's source package or from an earlier download. */
export function fetchLua(
  cache: string,
  options: RunOptions = {},
): Promise<{ tarball: string; cached: boolean }> {
  return fetchSource('lua5.4', cache, options, join(cache, 'lua'));
}

/** Unpacks the tarball; afterwards DIRECTORY/src/Makefile is there, writable for any user of a container. */
export function unpackLua(tarball: string, directory: string, options: RunOptions = {}): Promise<void> {
  return unpackSource(tarball, directory, options);
}
