import type { RootfsProfile } from '../../../../rootfs/profile.ts';
import data from './default-gcc.json' with { type: 'json' };
import { distributionRows } from './distribution-rows.ts';

/**
 * The major version of the gcc that a distribution's package manager installs when asked for gcc; undefined for one
 * that is not in the table, and for a release that is newer or older.
 */
export function defaultGcc({ id, version }: RootfsProfile['distribution']): number | undefined {
  const majors = distributionRows<number>(data.majors, id);
  // VERSION_ID may say more than the release: Alpine 3.23.1, RHEL 9.4.
  const release = Object.keys(majors).find((name) => name === version || version.startsWith(`${name}.`));
  return release === undefined ? undefined : majors[release];
}
