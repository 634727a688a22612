import { compareVersions } from '../../compare-versions.ts';
import type { Host } from '../../host/host.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';

/**
 * Whether a newer C library, which an image's native programs have, cannot read the root filesystem's locales. Since
 * glibc 2.27 months have names that stand alone (its NEWS, ALTMON), and a file without them is too short (glibc's
 * locale/loadlocale.c). C, POSIX and C.UTF-8 are built in, the last since 2.35.
 */
export function hasOldLocales({ kind, version }: RootfsProfile['libc']): boolean {
  return kind === 'glibc' && version !== '' && compareVersions(version, '2.27') < 0;
}

/**
 * Whether a root filesystem's glibc, and with it its whole release, is newer than this machine's (getconf(1)): programs
 * of an older one run on a newer one, not the other way round.
 */
export async function isNewerThanMachines({ version }: RootfsProfile['libc'], host: Host): Promise<boolean> {
  const { stdout } = await host.exec('getconf', ['GNU_LIBC_VERSION']);
  const machine = /^glibc (\d+(?:\.\d+)*)$/m.exec(stdout)?.[1] ?? '';
  return compareVersions(version, machine) > 0;
}
