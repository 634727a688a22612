import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOptional } from '../files/optional-file.ts';
import type { Host } from '../host/host.ts';
import { isDigest } from '../image/digest.ts';
import type { Digest } from '../image/layer.ts';
import type { RootfsProfile } from './profile.ts';
import type { RootfsRead } from './read.ts';

const RECORD = 'rootfs.json';

/** What the cache keeps in RECORD. */
interface Cached {
  readonly profile: RootfsProfile;
  readonly layers: readonly {
    readonly diffId: Digest;
    readonly members: number;
    readonly heirs: readonly (readonly [string, string])[];
    readonly redirected: readonly (readonly [string, string])[];
  }[];
}

/**
 * @returns what reading the root filesystem gave an earlier run; undefined when the cache has nothing, or nothing
 * whole.
 */
export async function restoreRead(key: string, host: Host): Promise<RootfsRead | undefined> {
  const directory = await host.tempDir('rootfs');
  if (!(await host.cache.restore(key, directory))) return undefined;
  const record = parseRecord(await readOptional(join(directory, RECORD)));
  if (record === undefined) {
    host.warning(`the cache entry ${key} is damaged; reading the root filesystem anew`);
    await host.cache.discard(key);
    return undefined;
  }
  return {
    profile: record.profile,
    layers: record.layers.map(({ diffId, members, heirs, redirected }) => ({
      diffId,
      plan: { members, heirs: new Map(heirs), redirected: new Map(redirected) },
    })),
  };
}

/** The key names the record's format, so what is JSON with diffIDs was written by saveRead. */
function parseRecord(text = ''): Cached | undefined {
  try {
    const record = JSON.parse(text) as Cached;
    return record.layers.every(({ diffId }) => isDigest(diffId)) ? record : undefined;
  } catch {
    return undefined; // cut off or overwritten: damaged, as restoreRead says
  }
}

export async function saveRead(key: string, { profile, layers }: RootfsRead, host: Host): Promise<void> {
  const directory = await host.tempDir('rootfs');
  const cached: Cached = {
    profile,
    layers: layers.map(({ diffId, plan: { members, heirs, redirected } }) => ({
      diffId,
      members,
      heirs: [...heirs],
      redirected: [...redirected],
    })),
  };
  await writeFile(join(directory, RECORD), JSON.stringify(cached));
  await host.cache.save(key, directory);
}
