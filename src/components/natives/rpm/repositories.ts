import { join } from 'node:path';
import type { Host } from '../../../host/host.ts';
import { lazily } from '../../../lazily.ts';
import type { YumProfile } from '../../../rootfs/rpm/yum.ts';
import type { ArchivePackage, Repositories } from '../archive.ts';
import { chooseRpms } from './choose.ts';
import type { RpmFile } from './describe.ts';
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
  let fetched: readonly RpmFile[] | undefined;
  const fetch = async (packages: readonly ArchivePackage[]) =>
    fetchRpms(await open(), packages, await host.tempDir('guest-rpms'), host);
  return {
    sources: JSON.stringify(yum),
    choose: async (packages, guest) => {
      const dnf = await open();
      const { found, different } = await chooseRpms(dnf, packages, guest);
      fetched = await fetch(found);
      const sums = new Map(fetched.map(({ name, sha256 }) => [name, sha256]));
      return {
        found: found.map(({ name, version }) => ({ name, version, sha256: sums.get(name) ?? '' })),
        different,
        complete: dnf.complete,
      };
    },
    download: async (packages, directory) =>
      unpackRpms(fetched ?? (await fetch(packages)), join(directory, 'root'), host),
  };
}
