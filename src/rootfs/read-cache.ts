import { existsSync } from 'node:fs';
import { link, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import { digestFile, isDigest } from '../image/digest.ts';
import type { Digest } from '../image/layer.ts';
import { readOptional } from '../optional-file.ts';
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

/** @returns what reading the archive gave an earlier run; undefined when the cache has nothing, or nothing whole. */
export async function restoreRead(key: string, host: Host): Promise<RootfsRead | undefined> {
  const directory = await host.tempDir('rootfs');
  if (!(await host.cache.restore(key, directory))) return undefined;
  const read = await readEntry(directory, host.signal);
  if (read) return read;
  host.warning(`the cache entry ${key} is damaged; reading the root filesystem anew`);
  await host.cache.discard(key);
  return undefined;
}

async function readEntry(directory: string, signal: AbortSignal): Promise<RootfsRead | undefined> {
  const record = parseRecord(await readOptional(join(directory, RECORD)));
  if (record === undefined) return undefined;
  const { profile, diffId, recompressed } = record;
  if (recompressed === undefined) return { profile, diffId };
  const path = join(directory, LAYER);
  if (!existsSync(path) || (await digestFile(path, signal)).digest !== recompressed) return undefined;
  return { profile, diffId, recompressed: { path, digest: recompressed } };
}

/** The key names the record's format, so what is JSON with a diffID was written by saveRead. */
function parseRecord(text = ''): Cached | undefined {
  try {
    const record = JSON.parse(text) as Cached;
    return isDigest(record.diffId) ? record : undefined;
  } catch {
    return undefined; // cut off or overwritten: damaged, as restoreRead says
  }
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
