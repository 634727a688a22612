import { readOptional } from '../files/optional-file.ts';
import { parseOsRelease } from '../rootfs/os-release.ts';

/**
 * The build machine's distribution as a part of keys, `debian 12`: compilers and static libraries come from it, so
 * what is built on another distribution has other bytes. The release is enough: its updates keep to the versions, and
 * a machine that only takes what another one has built need not have the packages that building takes.
 */
export async function buildMachine(): Promise<string> {
  const { id, version } = parseOsRelease((await readOptional('/etc/os-release')) ?? '');
  return `${id} ${version}`;
}
