import { realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../host/host.ts';
import { readOptional } from '../../optional-file.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import { contentKey } from '../key.ts';
import type { PackageRoot } from '../package-root.ts';
import { RECIPES } from '../recipes.ts';
import type { NativePackage, Versions } from './choose.ts';
import { archiveError, type GuestApt, openGuestApt } from './guest-apt.ts';
import { type ArchivePackage, choosePackagesOf } from './guest-packages.ts';
import { downloadPackages } from './unpack.ts';

/** x86-64 packages of the root filesystem's own release. */
export interface GuestArchive {
  /** What has been chosen: as exact as the bytes. */
  readonly packages: readonly ArchivePackage[];
  /** Downloads and unpacks them, once. */
  open(): Promise<PackageRoot>;
}

const RECORD = 'packages.json';

/**
 * Chooses packages of the root filesystem's release for it. The choice is cached: as long as the root filesystem is the
 * same, its stand-ins are, and nobody has to be asked for them.
 * @throws ToolError `guest-archive`.
 */
export async function guestArchive(
  packages: readonly NativePackage[],
  { apt, packages: guest = {}, distribution }: Pick<RootfsProfile, 'apt' | 'packages' | 'distribution'>,
  host: Host,
): Promise<GuestArchive> {
  if (apt === undefined) throw archiveError('it names no repository in /etc/apt');
  const release = `${distribution.id} ${distribution.version}`;
  const names = packages.map((item) => item.package);
  const key = contentKey('guest-archive', {
    recipe: RECIPES.natives,
    sources: JSON.stringify(apt),
    packages: names.map((name) => `${name}=${guest[name] ?? ''}`),
  });
  const openApt = lazily(async () => openGuestApt(apt, await host.tempDir('guest-apt'), host));
  const chosen = (await restored(key, host)) ?? (await choose(openApt, packages, guest, key, host));
  return {
    packages: chosen,
    open: lazily(async () => {
      try {
        const directory = await realpath(await host.tempDir('guest-packages'));
        return { ...(await downloadPackages(await openApt(), chosen, directory, host)), release };
      } catch (error) {
        await host.cache.discard(key); // what was chosen is there no more, and may be chosen anew
        throw error;
      }
    }),
  };
}

async function choose(
  openApt: () => Promise<GuestApt>,
  packages: readonly NativePackage[],
  guest: Versions,
  key: string,
  host: Host,
): Promise<readonly ArchivePackage[]> {
  const apt = await openApt();
  const { found, different } = await choosePackagesOf(apt, packages, guest);
  if (different.length > 0)
    host.info(`natives: the archive has other versions now, left emulated: ${different.join(', ')}`);
  if (!apt.complete) return found;
  const directory = await host.tempDir('guest-archive');
  await writeFile(join(directory, RECORD), JSON.stringify(found));
  await host.cache.save(key, directory);
  return found;
}

async function restored(key: string, host: Host): Promise<readonly ArchivePackage[] | undefined> {
  const directory = await host.tempDir('guest-archive');
  if (!(await host.cache.restore(key, directory))) return undefined;
  try {
    return JSON.parse((await readOptional(join(directory, RECORD))) ?? '') as ArchivePackage[];
  } catch {
    await host.cache.discard(key); // cut off or overwritten
    return undefined;
  }
}

/** Begins a work when it is first asked for. */
export function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
