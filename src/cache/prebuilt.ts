import { COMPONENTS } from '../components/component.ts';
import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { once } from '../host/once.ts';
import { createRegistryClient } from '../registry/client.ts';
import { findCredentials } from '../registry/credentials.ts';
import { findProvenance, type Provenance } from './provenance.ts';
import { registryStore } from './registry.ts';
import { registrySpec } from './spec.ts';
import type { CacheStore } from './store.ts';

/** A registry that does not answer must not cost the time that it is to save. */
const RETRY = { attempts: 2, firstDelayMs: 500 };
const TIMEOUT_MS = 10_000;

/**
 * The repository of published components that the input names, for reading: `auto` is that of the action's own
 * releases, which is known only where the runner says which repository the action is from. Entries are checked by
 * digest, and by their provenance where there is any. What fails is a miss, and said once.
 * @param trustedRoot see verifyBundle.
 */
export function prebuiltStore(input: string, host: Host, trustedRoot?: unknown): readonly CacheStore[] {
  const place = input === 'auto' ? ownReleases(host.env) : { ref: input, source: undefined };
  if (place === undefined || place.ref === '') return [];
  const { registry, repository, prefix, insecure } = registrySpec(place.ref, 'prebuilt', false, (what) => {
    throw new ToolError(
      'input-prebuilt',
      `prebuilt: "${place.ref}": ${what}`,
      'write registry/name, or leave it empty',
    );
  });
  const client = createRegistryClient({
    registry,
    repository,
    insecure,
    env: host.env,
    retry: RETRY,
    credentials: () => findCredentials(registry, repository, host),
    signal: host.signal,
  });
  const name = `${registry}/${repository}`;
  // That there are no releases, or none for this user, is no news when nobody asked for them by name.
  const say = once(input === 'auto' ? host.info : host.notice);
  let warned = false;
  const store = registryStore(client, {
    prefix,
    signal: host.signal,
    timeoutMs: TIMEOUT_MS,
    failed: (error) =>
      say(`prebuilt: ${name} is left out: ${error instanceof Error ? error.message : error}`),
    async trust(digest, key) {
      const provenance = await findProvenance(client, digest, { source: place.source, root: trustedRoot });
      if (provenance.is === 'other') {
        const tell = warned ? host.info : host.warning;
        warned = true;
        tell(`prebuilt: ${key} in ${name} is not used: its provenance ${provenance.why}`);
      } else host.info(`prebuilt: ${key} from ${name}@${digest}, ${said(provenance)}`);
      return provenance.is !== 'other';
    },
  });
  return [componentsOnly(store)];
}

function said(provenance: Exclude<Provenance, { is: 'other' }>): string {
  if (provenance.is === 'none') return 'without provenance';
  return `with verified provenance: ${provenance.repository}`;
}

/** GitHub sets both for an action that it has fetched; `uses: ./` has no repository, and other servers no ghcr.io. */
function ownReleases(env: Host['env']): { readonly ref: string; readonly source: string } | undefined {
  const { GITHUB_ACTION_REPOSITORY: repository, GITHUB_SERVER_URL: server } = env;
  if (!repository || server !== 'https://github.com') return undefined;
  return { ref: `ghcr.io/${repository.toLowerCase()}/components`, source: `${server}/${repository}` };
}

/** What was found in a root filesystem is nobody else's. */
function componentsOnly(store: CacheStore): CacheStore {
  const published = new RegExp(`^(${COMPONENTS.join('|')})-`);
  return {
    ...store,
    restore: async (key, directory) => published.test(key) && store.restore(key, directory),
  };
}
