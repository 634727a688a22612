import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import type { TestContext } from 'node:test';
import { createTestHost, type TestHost } from '../../scripts/lib/workbench/host.ts';
import { createDirectoryCache, defaultCacheDirectory } from '../../src/cache/directory.ts';

/** Other tests take theirs from here too: what changes its bytes changes its key, and it is built again. */
const machineCache = defaultCacheDirectory(process.env, homedir());

/** A test's host with the cache that the product itself has on this machine. */
export function machineCacheHost(t: TestContext, env?: Record<string, string | undefined>): TestHost {
  const cache = createDirectoryCache(machineCache, (message) => assert.fail(message));
  const host = createTestHost({ cache, ...(env ? { env } : {}) });
  t.after(() => host.close());
  return host;
}
