import { compareVersions } from '../../compare-versions.ts';
import type { Host } from '../../host/host.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';

/**
 * Whether a root filesystem's glibc, and with it its whole release, is newer than this machine's (getconf(1)): programs
 * of an older one run on a newer one, not the other way round.
 */
export async function isNewerThanMachines({ version }: RootfsProfile['libc'], host: Host): Promise<boolean> {
  const { stdout } = await host.exec('getconf', ['GNU_LIBC_VERSION']);
  const machine = /^glibc (\d+(?:\.\d+)*)$/m.exec(stdout)?.[1] ?? '';
  return compareVersions(version, machine) > 0;
}
