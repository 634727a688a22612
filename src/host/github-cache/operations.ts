import * as cache from '@actions/cache';

/**
 * What the program src/entry/github-cache.ts does, with @actions/cache, and prints as its last line: the key that was
 * restored or saved, or null. Anything else that it prints is the library's own.
 * @param args `restore PATH KEY [PREFIX]` or `save PATH KEY`. PATH is relative to the working directory, since it
 *   is a part of what GitHub's service finds an entry by.
 */
export async function runCacheOperation(args: readonly string[]): Promise<void> {
  const [verb, path, key, ...prefixes] = args;
  if (path === undefined || key === undefined) throw new Error('usage: restore|save PATH KEY [PREFIX]');
  const result = verb === 'save' ? await save(path, key) : await cache.restoreCache([path], key, prefixes);
  process.stdout.write(`\n${JSON.stringify({ key: result ?? null })}\n`);
}

/** -1 is how a failed save is reported; the library has printed the reason. */
async function save(path: string, key: string): Promise<string | undefined> {
  return (await cache.saveCache([path], key)) === -1 ? undefined : key;
}
