import type { Image } from '../image/image.ts';
import type { Platform } from '../image/platform.ts';
import { createRegistryClient, type RegistryClient } from '../registry/client.ts';
import { findCredentials } from '../registry/credentials.ts';
import { findPublished, type PublishedImage } from '../registry/published.ts';
import { pushBlobs, pushManifest } from '../registry/push.ts';
import { formatReference, type ImageReference } from '../registry/reference.ts';
import type { FoundImage, Sink, SinkHost } from './sink.ts';

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
    find: (platform, label) =>
      findEverywhere(toTargets(references, host, insecure, host.signal), platform, label),
  };
}

/** One image, in every repository under one tag at least. */
async function findEverywhere(
  targets: readonly Target[],
  platform: Platform,
  label: readonly [string, string],
): Promise<FoundImage | undefined> {
  let image: PublishedImage | undefined;
  const missing: { readonly client: RegistryClient; readonly tag: string }[] = [];
  for (const { client, tags } of targets) {
    const found = await Promise.all(tags.map((tag) => findPublished(client, tag, platform, label)));
    const here = found.find((candidate) => candidate !== undefined);
    image ??= here;
    if (here === undefined || here.root.descriptor.digest !== image?.root.descriptor.digest) return undefined;
    missing.push(...tags.filter((_, at) => found[at] === undefined).map((tag) => ({ client, tag })));
  }
  if (image === undefined) return undefined;
  const { root } = image;
  return {
    ...image,
    async setTags() {
      for (const { client, tag } of missing) await client.putManifest(tag, root);
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
