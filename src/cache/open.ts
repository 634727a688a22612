import { join, resolve } from 'node:path';
import { createCacheProgram } from '../host/github-cache/program.ts';
import { createGithubCache } from '../host/github-cache/store.ts';
import type { Host } from '../host/host.ts';
import { once } from '../host/once.ts';
import { openUnfinishedDirectory } from '../host/unfinished-directory.ts';
import type { CacheInputs } from '../inputs/cache.ts';
import { createRegistryClient } from '../registry/client.ts';
import { findCredentials } from '../registry/credentials.ts';
import { composeStores } from './compose.ts';
import { createDirectoryCache } from './directory.ts';
import { prebuiltStore } from './prebuilt.ts';
import { registryStore } from './registry.ts';
import type { CacheSpec } from './spec.ts';
import type { CacheStore } from './store.ts';

/**
 * The host with the caches that the inputs name in place of its own; opens no connection.
 * @param cacheProgram see createCacheProgram; for `type=gha` on the command line.
 */
export function withCaches(host: Host, inputs: CacheInputs, cacheProgram: string): Host {
  const { cacheFrom, cacheTo } = inputs;
  const opened = new Map<string, CacheStore>();
  const open = (spec: CacheSpec): CacheStore => {
    const name = JSON.stringify(normalised(spec));
    const store = opened.get(name) ?? openStore(spec, host, cacheProgram);
    opened.set(name, store);
    return store;
  };
  const cache = composeStores({
    from: cacheFrom.length === 0 ? [host.cache] : cacheFrom.map(open),
    to: cacheTo.length === 0 ? [host.cache] : cacheTo.map(open),
    shared: prebuiltStore(inputs.prebuilt, host),
  });
  const local = cacheTo.find((spec) => spec.type === 'local');
  if (local === undefined) return { ...host, cache };
  const root = join(resolve(local.directory), 'unfinished');
  return { ...host, cache, unfinished: (name) => openUnfinishedDirectory(root, name, host) };
}

function normalised(spec: CacheSpec): CacheSpec {
  return spec.type === 'local' ? { ...spec, directory: resolve(spec.directory) } : spec;
}

function openStore(spec: CacheSpec, host: Host, cacheProgram: string): CacheStore {
  if (spec.type === 'local') return createDirectoryCache(resolve(spec.directory), once(host.warning));
  if (spec.type === 'gha')
    return host.githubCache ?? createGithubCache(createCacheProgram(cacheProgram, host), host);
  const { registry, repository, prefix, insecure } = spec;
  const client = createRegistryClient({
    registry,
    repository,
    insecure,
    env: host.env,
    credentials: () => findCredentials(registry, repository, host),
    signal: host.signal,
  });
  const name = `the cache in ${registry}/${repository}`;
  const failed = once((why) => host.warning(`${name} does not work, and is left out: ${why}`));
  return registryStore(client, {
    prefix,
    signal: host.signal,
    failed: (error) => failed(error instanceof Error ? error.message : String(error)),
  });
}
