import type { JsonBlob } from '../image/descriptor.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { StoredManifest } from '../registry/manifests.ts';

/** A tag in a repository. */
export interface TagPlace {
  /** The whole name, for the log. */
  readonly name: string;
  readonly tag: string;
  readonly client: RegistryClient;
  /** A client that goes on when the run is cancelled, for a short time. */
  readonly afterwards: () => RegistryClient;
}

/**
 * Sets tags, one after another: registries have no transaction. Where one fails, those that had another manifest get it
 * back, as far as that can be done; a tag that was not there stays, since not every registry takes one away.
 * @param log gets a line for each tag that is put back, or is not.
 * @throws what setting the tag threw.
 */
export async function setTags(
  places: readonly TagPlace[],
  root: JsonBlob,
  log: (line: string) => void,
): Promise<void> {
  const [first, ...others] = places;
  // One is set or not.
  if (first !== undefined && others.length === 0) return first.client.putManifest(first.tag, root);
  const before = await Promise.all(places.map(manifestAt));
  const tried: (() => Promise<void>)[] = [];
  try {
    for (const [index, place] of places.entries()) {
      tried.push(() => putBack(place, before[index], root, log));
      await place.client.putManifest(place.tag, root);
    }
  } catch (error) {
    for (const undo of tried.reverse()) await undo();
    throw error;
  }
}

/** Undefined also where there is what cannot be read, which is no reason not to replace it. */
function manifestAt({ client, tag }: TagPlace): Promise<StoredManifest | undefined> {
  return client.getManifest(tag).catch(() => undefined);
}

async function putBack(
  { name, tag, afterwards }: TagPlace,
  old: StoredManifest | undefined,
  { descriptor }: JsonBlob,
  log: (line: string) => void,
): Promise<void> {
  const client = afterwards();
  try {
    // The failed one may not have been set, and somebody else may have set another since.
    if ((await client.getManifest(tag))?.digest !== descriptor.digest) return;
    if (old === undefined) return log(`${name} was not there before, and stays`);
    const { bytes, mediaType, digest } = old;
    await client.putManifest(tag, { bytes, descriptor: { mediaType, digest, size: bytes.length } });
    log(`${name} is put back to ${digest}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log(`${name} could not be put back${old === undefined ? '' : ` to ${old.digest}`}: ${why}`);
  }
}
