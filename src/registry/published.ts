import { buffer } from 'node:stream/consumers';
import type { Descriptor, JsonBlob } from '../image/descriptor.ts';
import { isDigest } from '../image/digest.ts';
import type { Platform } from '../image/platform.ts';
import { type Fields, fieldsOf } from '../image/read/document.ts';
import type { RegistryClient } from './client.ts';

/** An image as a registry has it. */
export interface PublishedImage {
  /** The manifest, or the index, that the tag names. */
  readonly root: JsonBlob;
  /** Of the image for the platform. */
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/**
 * The image under a tag that has the label with the value, if the tag names one for the platform. Undefined when there
 * is none, or what is there is no image.
 * @throws the errors of RegistryClient.
 */
export async function findPublished(
  client: RegistryClient,
  tag: string,
  platform: Platform,
  label: readonly [name: string, value: string],
): Promise<PublishedImage | undefined> {
  const found = await client.getManifest(tag);
  if (found === undefined) return undefined;
  const image = await imageManifest(client, fieldsOf(found.bytes), platform);
  const { config, layers } = image ?? {};
  if (!isDescriptor(config) || !Array.isArray(layers) || !layers.every(isDescriptor)) return undefined;
  const [name, value] = label;
  if ((await labelsOf(client, config))?.[name] !== value) return undefined;
  const { bytes, mediaType, digest } = found;
  return { root: { bytes, descriptor: { mediaType, digest, size: bytes.length } }, config, layers };
}

/** The manifest itself, or of an index the one for the platform (OCI image-spec image-index.md). */
async function imageManifest(
  client: RegistryClient,
  root: Fields,
  platform: Platform,
): Promise<Fields | undefined> {
  if (!Array.isArray(root.manifests)) return root;
  const entry = root.manifests.find(
    (item: Partial<Descriptor> | null) =>
      item?.platform?.os === platform.os &&
      item.platform.architecture === platform.architecture &&
      item.platform.variant === platform.variant,
  );
  if (!isDescriptor(entry)) return undefined;
  const found = await client.getManifest(entry.digest);
  return found && fieldsOf(found.bytes);
}

/** The labels of a configuration. */
async function labelsOf(client: RegistryClient, { digest, size }: Descriptor): Promise<Fields | undefined> {
  if (size > MAX_CONFIG) return undefined;
  const { config } = fieldsOf(await buffer(client.blob(digest, size))) as { config?: { Labels?: Fields } };
  return config?.Labels;
}

/** A configuration is a few kilobytes; a history of thousands of steps still fits. */
const MAX_CONFIG = 4 << 20;

function isDescriptor(value: unknown): value is Descriptor {
  const { mediaType, digest, size } = (value ?? {}) as Partial<Descriptor>;
  return typeof mediaType === 'string' && isDigest(digest) && typeof size === 'number';
}
