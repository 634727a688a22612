import type { Host } from '../../host/host.ts';
import { lazily } from '../../lazily.ts';
import type { AptProfile } from '../../rootfs/apt.ts';
import type { Repositories } from './archive.ts';
import { archiveError } from './archive-error.ts';
import { openGuestApt } from './guest-apt.ts';
import { choosePackagesOf } from './guest-packages.ts';
import { downloadPackages } from './unpack.ts';

/**
 * The repositories of a root filesystem with apt.
 * @throws ToolError `guest-archive`.
 */
export function debRepositories(apt: AptProfile | undefined, host: Host): Repositories {
  if (apt === undefined) throw archiveError('it names no repository in /etc/apt');
  const open = lazily(async () => openGuestApt(apt, await host.tempDir('guest-apt'), host));
  return {
    sources: JSON.stringify(apt),
    choose: async (packages, guest) => {
      const { complete, ...opened } = await open();
      return { ...(await choosePackagesOf(opened, packages, guest)), complete };
    },
    download: async (packages, directory) => {
      host.progress(`natives: downloading ${packages.length} packages`);
      return downloadPackages(await open(), packages, directory, host);
    },
  };
}
