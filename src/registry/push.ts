import { Readable } from 'node:stream';
import type { JsonBlob } from '../image/descriptor.ts';
import type { ImageSet } from '../image/image-set.ts';
import type { Digest, LayerBlob } from '../image/layer.ts';
import type { Blob, RegistryClient } from './client.ts';
import { createLimiter } from './concurrency.ts';

/** As many as Docker's own daemon pushes at once (max-concurrent-uploads is 5). */
const UPLOADS = 5;

interface PushOptions {
  /** The registry, of which layers know whether they are there already. */
  readonly registry: string;
  readonly repository: string;
  /** A push of the same blobs to another repository of the registry, from which they are mounted. */
  readonly sibling?: BlobPush;
  /** Gets a line for each blob. */
  readonly log: (line: string) => void;
  /** Called when an upload fails, to abort the client's signal: the others need not be finished. */
  readonly onFailure: () => void;
}

/** Puts blobs into one repository. Nothing names them yet: the repository's tags are as before. */
export interface BlobPush {
  readonly repository: string;
  /** Begins with a layer, if that has not been done; resolves when it is there, rejects as RegistryClient does. */
  layer(layer: LayerBlob): Promise<void>;
  /** All blobs of the images, each configuration after its layers. */
  images(set: ImageSet): Promise<void>;
}

/** Several uploads at once; after the first failure no further one is begun, and it is what all reject with. */
export function createBlobPush(client: RegistryClient, options: PushOptions): BlobPush {
  const { registry, repository, sibling, log, onFailure } = options;
  const limited = createLimiter(UPLOADS);
  const begun = new Map<Digest, Promise<void>>();
  let failure: { readonly error: unknown } | undefined;

  async function put(blob: Blob, source: string | undefined): Promise<void> {
    if (failure !== undefined) throw failure.error;
    try {
      const how = (await client.hasBlob(blob.digest)) ? 'exists' : await client.uploadBlob(blob, source);
      log(`${how === 'sent' ? 'pushed' : how} ${blob.digest} (${blob.size} bytes)`);
    } catch (error) {
      failure ??= { error };
      onFailure();
      throw failure.error; // a later one is only the abort
    }
  }

  function sourceOf({ from }: LayerBlob): string | undefined {
    if (sibling !== undefined) return sibling.repository;
    return from?.registry === registry && from.repository !== repository ? from.repository : undefined;
  }

  function layer(layer: LayerBlob): Promise<void> {
    const known = begun.get(layer.digest);
    if (known !== undefined) return known;
    const there = sibling?.layer(layer) ?? Promise.resolve();
    const pushed = there.then(() => limited(() => put(layer, sourceOf(layer))));
    pushed.catch(() => undefined); // `images` rejects with it
    begun.set(layer.digest, pushed);
    return pushed;
  }

  return {
    repository,
    layer,
    async images({ images }) {
      const outcomes = await Promise.allSettled(images.flatMap(({ layers }) => layers).map(layer));
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
      for (const { config } of images) await put(jsonBlobSource(config), sibling?.repository);
    },
  };
}

/**
 * Names images whose blobs are all there: by their digests first, each image before an index that names it, so that a
 * manifest which the registry refuses leaves every tag as it was.
 */
export async function pushManifests(client: RegistryClient, { images, root }: ImageSet): Promise<void> {
  const manifests = new Map(
    [...images.map(({ manifest }) => manifest), root].map((one) => [one.descriptor.digest, one]),
  );
  for (const [digest, manifest] of manifests) await client.putManifest(digest, manifest);
}

function jsonBlobSource({ bytes, descriptor }: JsonBlob): Blob {
  return { digest: descriptor.digest, size: descriptor.size, open: () => Readable.from([bytes]) };
}
