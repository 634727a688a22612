import { restoreRecord, saveRecord } from '../cache/record.ts';
import type { Host } from '../host/host.ts';
import { isDigest } from '../image/digest.ts';
import type { Digest } from '../image/layer.ts';
import type { RootfsProfile } from './profile.ts';
import type { RootfsRead } from './read.ts';

/** What the cache keeps. */
interface Cached {
  readonly profile: RootfsProfile;
  readonly layers: readonly {
    readonly diffId: Digest;
    readonly isPadded: boolean;
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
  const isWhole = ({ layers }: Cached) => layers.every(({ diffId }) => isDigest(diffId));
  const record = await restoreRecord(key, host, isWhole);
  return (
    record && {
      profile: record.profile,
      layers: record.layers.map(({ diffId, isPadded, members, heirs, redirected }) => ({
        diffId,
        isPadded,
        plan: { members, heirs: new Map(heirs), redirected: new Map(redirected) },
      })),
    }
  );
}

/** Keeps what reading the root filesystem gave, for restoreRead in another run. */
export async function saveRead(key: string, { profile, layers }: RootfsRead, host: Host): Promise<void> {
  const cached: Cached = {
    profile,
    layers: layers.map(({ diffId, isPadded, plan: { members, heirs, redirected } }) => ({
      diffId,
      isPadded,
      members,
      heirs: [...heirs],
      redirected: [...redirected],
    })),
  };
  await saveRecord(key, cached, host);
}
