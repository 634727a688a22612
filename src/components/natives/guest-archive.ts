import { realpath } from 'node:fs/promises';
import { restoreRecord, saveRecord } from '../../cache/record.ts';
import type { Host } from '../../host/host.ts';
import { lazily } from '../../lazily.ts';
import { RECIPES } from '../../recipes/recipes.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import { contentKey } from '../key.ts';
import type { ArchivePackage, GuestArchive, Repositories } from './archive.ts';
import type { NativePackage, Versions } from './choose.ts';
import { debRepositories } from './guest-debs.ts';
import { rpmRepositories } from './rpm/repositories.ts';

/**
 * Chooses packages of the root filesystem's release for it. The choice is cached: as long as the root filesystem is the
 * same, its stand-ins are, and nobody has to be asked for them.
 * @throws ToolError `guest-archive`.
 */
export async function guestArchive(
  packages: readonly NativePackage[],
  profile: Pick<RootfsProfile, 'apt' | 'yum' | 'packages' | 'packageFormat' | 'distribution'>,
  host: Host,
): Promise<GuestArchive> {
  const { packages: guest = {}, distribution } = profile;
  const repositories =
    profile.packageFormat === 'rpm' ? rpmRepositories(profile.yum, host) : debRepositories(profile.apt, host);
  const release = `${distribution.id} ${distribution.version}`;
  const names = packages.map((item) => item.package);
  const key = contentKey('guest-archive', {
    recipe: RECIPES.natives,
    sources: repositories.sources,
    packages: names.map((name) => `${name}=${guest[name] ?? ''}`),
  });
  const chosen =
    (await restoreRecord<readonly ArchivePackage[]>(key, host)) ??
    (await choose(repositories, packages, guest, key, host));
  return {
    packages: chosen,
    open: lazily(async () => {
      try {
        const directory = await realpath(await host.tempDir('guest-packages'));
        return { ...(await repositories.download(chosen, directory)), release };
      } catch (error) {
        await host.cache.discard(key); // what was chosen is there no more, and may be chosen anew
        throw error;
      }
    }),
  };
}

async function choose(
  repositories: Repositories,
  packages: readonly NativePackage[],
  guest: Versions,
  key: string,
  host: Host,
): Promise<readonly ArchivePackage[]> {
  const { found, different, complete } = await repositories.choose(packages, guest);
  if (different.length > 0)
    host.info(`natives: the archive has other versions now, left emulated: ${different.join(', ')}`);
  if (complete) await saveRecord(key, found, host);
  return found;
}
