import { link, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import type { Digest } from '../image/layer.ts';
import type { RootfsProfile } from './profile.ts';
import type { RootfsRead } from './read.ts';

const RECORD = 'rootfs.json';
const LAYER = 'layer.tar.gz';

/** What the cache keeps in RECORD. */
interface Cached {
  readonly profile: RootfsProfile;
  readonly diffId: Digest;
  readonly recompressed?: Digest;
}

/** @returns what reading the archive gave an earlier run; undefined when the cache has nothing. */
export async function restoreRead(key: string, host: Host): Promise<RootfsRead | undefined> {
  const directory = await host.tempDir('rootfs');
  if (!(await host.cache.restore(key, directory))) return undefined;
  const { profile, diffId, recompressed } = JSON.parse(
    await readFile(join(directory, RECORD), 'utf8'),
  ) as Cached;
  return {
    profile,
    diffId,
    ...(recompressed && { recompressed: { path: join(directory, LAYER), digest: recompressed } }),
  };
}

export async function saveRead(
  key: string,
  { profile, diffId, recompressed }: RootfsRead,
  host: Host,
): Promise<void> {
  const directory = await host.tempDir('rootfs');
  const cached: Cached = { profile, diffId, ...(recompressed && { recompressed: recompressed.digest }) };
  await writeFile(join(directory, RECORD), JSON.stringify(cached));
  if (recompressed) await link(recompressed.path, join(directory, LAYER));
  await host.cache.save(key, directory);
}
