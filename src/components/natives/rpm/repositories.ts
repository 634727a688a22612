import { join } from 'node:path';
import type { Host } from '../../../host/host.ts';
import type { YumProfile } from '../../../rootfs/rpm/yum.ts';
import type { ArchivePackage, Repositories } from '../guest-archive.ts';
import { lazily } from '../lazily.ts';
import { chooseRpms } from './choose.ts';
import { openGuestDnf, rpmError } from './dnf.ts';
import { fetchRpms } from './fetch.ts';
import { unpackRpms } from './unpack.ts';

/**
 * The repositories of a root filesystem with dnf or yum. Packages are downloaded when they are chosen, since only they
 * themselves are signed.
 * @throws ToolError `guest-archive`.
 */
export function rpmRepositories(yum: YumProfile | undefined, host: Host): Repositories {
  if (yum === undefined) throw rpmError('it names no repository in /etc/yum.repos.d');
  const open = lazily(async () => openGuestDnf(yum, await host.tempDir('guest-dnf'), host));
  let fetched: readonly string[] | undefined;
  const fetch = async (packages: readonly ArchivePackage[]) =>
    fetchRpms(await open(), packages, await host.tempDir('guest-rpms'), host);
  return {
    sources: JSON.stringify(yum),
    choose: async (packages, guest) => {
      const dnf = await open();
      const choice = { ...(await chooseRpms(dnf, packages, guest)), complete: dnf.complete };
      fetched = await fetch(choice.found);
      return choice;
    },
    download: async (packages, directory) =>
      unpackRpms(fetched ?? (await fetch(packages)), packages, join(directory, 'root'), host),
  };
}
