import { Readable } from 'node:stream';
import type { JsonBlob } from '../image/descriptor.ts';
import type { Image } from '../image/image.ts';
import type { Blob, RegistryClient } from './client.ts';
import { forEachLimit } from './concurrency.ts';

/** As many as Docker's own daemon pushes at once (max-concurrent-uploads is 5). */
const UPLOADS = 5;

export interface PushOptions {
  /** Gets a line for each blob. */
  readonly log: (line: string) => void;
  /** Called when an upload fails, to abort the client's signal: the others need not be finished. */
  readonly onFailure: () => void;
}

/**
 * Puts an image's blobs into a repository, the configuration last, skipping what is there. Nothing names
 * them yet: the repository's tags are as before.
 */
export async function pushBlobs(
  client: RegistryClient,
  image: Image,
  { log, onFailure }: PushOptions,
): Promise<void> {
  const push = async (blob: Blob): Promise<void> => {
    const exists = await client.hasBlob(blob.digest);
    if (!exists) await client.uploadBlob(blob);
    log(`${exists ? 'exists' : 'pushed'} ${blob.digest} (${blob.size} bytes)`);
  };
  const layers = new Map(image.layers.map((layer) => [layer.digest, layer]));
  await forEachLimit([...layers.values()], UPLOADS, push, onFailure);
  await push(jsonBlobSource(image.config));
}

/**
 * Names an image whose blobs are all there: by its digest first, so that a manifest which the registry
 * refuses leaves every tag as it was, then by each tag.
 */
export async function pushManifest(
  client: RegistryClient,
  image: Image,
  tags: readonly string[],
): Promise<void> {
  await client.putManifest(image.digest, image.manifest);
  for (const tag of tags) await client.putManifest(tag, image.manifest);
}

function jsonBlobSource({ bytes, descriptor }: JsonBlob): Blob {
  return { digest: descriptor.digest, size: descriptor.size, open: () => Readable.from([bytes]) };
}
