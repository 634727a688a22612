import type { Scope } from '../../scripts/lib/scope.ts';
import { createTestHost, directoryCache, type TestHost } from '../../scripts/lib/workbench/host.ts';

/** A TestHost with an empty cache of its own, until the scope ends. */
export async function cachedTestHost(scope: Scope): Promise<TestHost> {
  const host = createTestHost({ cache: directoryCache(await scope.tempDir('cache')) });
  scope.defer(() => host.close());
  return host;
}
