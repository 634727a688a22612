import type { ImageSet } from '../image/image-set.ts';
import type { BlobOrigin, LayerBlob } from '../image/layer.ts';
import type { Platform } from '../image/platform.ts';
import { createRegistryClient, type RegistryClient } from '../registry/client.ts';
import { findCredentials } from '../registry/credentials.ts';
import { findPublished, type PublishedImage } from '../registry/published.ts';
import { type BlobPush, createBlobPush, pushManifests } from '../registry/push.ts';
import { formatReference, type ImageReference } from '../registry/reference.ts';
import type { SessionOptions } from '../registry/session.ts';
import type { FoundImage, Sink, SinkHost } from './sink.ts';
import { setTags, type TagPlace } from './tags.ts';

/** A cancelled run does not wait longer for a tag to be put back. */
const PUT_BACK_MS = 30_000;

/** The tags that go to one repository. */
interface Target {
  readonly client: RegistryClient;
  readonly blobs: BlobPush;
  readonly tags: readonly TagPlace[];
}

interface RegistrySinkOptions extends Pick<SessionOptions, 'retry' | 'patienceMs'> {
  /** Those that plain http is spoken with, though they are not on loopback. */
  readonly insecureRegistries?: readonly string[];
}

/**
 * Pushes to every repository that the references name: all blobs to all of them first, then the manifests by their
 * digests, and only then the tags, so that a failure on the way leaves no tag changed. Layers may come early.
 * @throws the errors of RegistryClient.
 */
export function registrySink(
  references: readonly ImageReference[],
  host: SinkHost,
  options: RegistrySinkOptions,
): Sink {
  let targets: readonly Target[] | undefined;
  let expected: BlobOrigin | undefined;
  // With the first layer: the layers of a base image are all in one repository.
  const open = ([first]: readonly LayerBlob[]): readonly Target[] => {
    targets ??= openTargets(references, expected ?? first?.from, host, options);
    return targets;
  };
  return {
    description: `registry ${references.map(formatReference).join(', ')}`,
    expect(origin: BlobOrigin): void {
      expected = origin;
    },
    async begin(layer: LayerBlob): Promise<void> {
      await Promise.all(open([layer]).map(({ blobs }) => blobs.layer(layer)));
    },
    async publish(set: ImageSet): Promise<void> {
      const all = open(set.images[0].layers);
      for (const { blobs } of all) await blobs.images(set);
      for (const { client } of all) await pushManifests(client, set);
      await setTags(
        all.flatMap(({ tags }) => tags),
        set.root,
        host.info,
      );
    },
    // With clients of its own: before the first layer nobody knows what may be mounted.
    find: (platform, label) =>
      findEverywhere(openTargets(references, undefined, host, options), platform, label, host.info),
  };
}

/** One image, in every repository under one tag at least. */
async function findEverywhere(
  targets: readonly Target[],
  platform: Platform,
  label: readonly [string, string],
  log: (line: string) => void,
): Promise<FoundImage | undefined> {
  let image: PublishedImage | undefined;
  const missing: TagPlace[] = [];
  for (const { client, tags } of targets) {
    const found = await Promise.all(tags.map(({ tag }) => findPublished(client, tag, platform, label)));
    const here = found.find((candidate) => candidate !== undefined);
    image ??= here;
    if (here === undefined || here.root.descriptor.digest !== image?.root.descriptor.digest) return undefined;
    missing.push(...tags.filter((_, at) => found[at] === undefined));
  }
  if (image === undefined) return undefined;
  const { root } = image;
  return { ...image, setTags: () => setTags(missing, root, log) };
}

function openTargets(
  references: readonly ImageReference[],
  from: BlobOrigin | undefined,
  host: SinkHost,
  { insecureRegistries = [], ...options }: RegistrySinkOptions,
): readonly Target[] {
  const failed = new AbortController();
  const signal = AbortSignal.any([host.signal, failed.signal]);
  const groups = Map.groupBy(references, ({ registry, repository }) => `${registry}/${repository}`);
  const pushes = new Map<string, BlobPush>();
  return [...groups].flatMap(([name, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    const { registry, repository } = first;
    const sibling = pushes.get(registry);
    const credentials = () => findCredentials(registry, repository, host);
    const sources = [sibling?.repository, from?.registry === registry ? from.repository : undefined];
    const mountFrom = [...new Set(sources)].filter(
      (source): source is string => source !== undefined && source !== repository,
    );
    const { env } = host;
    const insecure = insecureRegistries.includes(registry);
    const common = { ...options, registry, repository, credentials, env, insecure };
    const client = createRegistryClient({ ...common, signal, mountFrom });
    const afterwards = () => createRegistryClient({ ...common, signal: AbortSignal.timeout(PUT_BACK_MS) });
    const blobs = createBlobPush(client, {
      ...{ registry, repository },
      ...(sibling === undefined ? {} : { sibling }),
      log: (line) => host.info(`${name}: ${line}`),
      onFailure: () => failed.abort(),
    });
    pushes.set(registry, sibling ?? blobs);
    const tags = [...new Set(group.flatMap(({ tag }) => tag ?? []))];
    const places = tags.map((tag) => ({ name: `${name}:${tag}`, tag, client, afterwards }));
    return [{ client, blobs, tags: places }];
  });
}
