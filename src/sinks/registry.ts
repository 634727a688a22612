import type { Image } from '../image/image.ts';
import { createRegistryClient, type RegistryClient } from '../registry/client.ts';
import { findCredentials } from '../registry/credentials.ts';
import { pushBlobs, pushManifest } from '../registry/push.ts';
import { formatReference, type ImageReference } from '../registry/reference.ts';
import type { Sink, SinkHost } from './sink.ts';

/** The tags that go to one repository. */
interface Target {
  readonly name: string;
  readonly client: RegistryClient;
  readonly tags: readonly string[];
}

/**
 * Pushes to every repository that the references name: all blobs to all of them first, and only then the
 * manifests, so that a failure on the way leaves no tag changed. Plain http for a host that is not on
 * loopback only if `insecure`. Rejects with the errors of RegistryClient.
 */
export function registrySink(references: readonly ImageReference[], host: SinkHost, insecure: boolean): Sink {
  return {
    description: `registry ${references.map(formatReference).join(', ')}`,
    async publish(image: Image): Promise<void> {
      const failed = new AbortController();
      const signal = AbortSignal.any([host.signal, failed.signal]);
      const targets = toTargets(references, host, insecure, signal);
      for (const { name, client } of targets) {
        const log = (line: string) => host.info(`${name}: ${line}`);
        await pushBlobs(client, image, { log, onFailure: () => failed.abort() });
      }
      for (const { client, tags } of targets) await pushManifest(client, image, tags);
    },
  };
}

function toTargets(
  references: readonly ImageReference[],
  host: SinkHost,
  insecure: boolean,
  signal: AbortSignal,
): readonly Target[] {
  const groups = Map.groupBy(references, ({ registry, repository }) => `${registry}/${repository}`);
  return [...groups].flatMap(([name, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    const { registry, repository } = first;
    const credentials = () => findCredentials(registry, repository, host);
    const client = createRegistryClient({ registry, repository, credentials, insecure, signal });
    return [{ name, client, tags: [...new Set(group.flatMap(({ tag }) => tag ?? []))] }];
  });
}
