import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import { buildMachine } from '../build-machine.ts';
import { installedPackages } from '../packages/dpkg.ts';
import type { GuestArchive } from './archive.ts';
import { choosePackages, type NativeLevel, type NativePackage, packagesOf, type Versions } from './choose.ts';
import { guestArchive } from './guest-archive.ts';
import packages from './packages.json' with { type: 'json' };

const PACKAGES = packages as readonly NativePackage[];

/** What gives the stand-ins: packages of the archive when there is one, else of this machine. */
export interface NativeSource {
  readonly packages: readonly NativePackage[];
  readonly archive?: GuestArchive;
}

/**
 * Where stand-ins come from. `auto`: from this machine when it is of the root filesystem's release and has all
 * packages, else from the archive of that release, and from this machine again, which is said, when that fails.
 * @throws ToolError `natives-missing` naming the packages that this machine lacks; `guest-archive`.
 */
export async function chooseSource(
  level: NativeLevel,
  asked: Inputs['natives'],
  profile: RootfsProfile,
  guest: Versions,
  host: Host,
): Promise<NativeSource> {
  if (asked === 'guest') return fromArchive(PACKAGES, level, profile, host);
  const installed = await installedPackages(
    host,
    PACKAGES.map((item) => item.package),
  );
  const machine = Object.fromEntries(installed.map(({ name, version }) => [name, version]));
  const { id, version } = profile.distribution;
  const sameRelease = version !== '' && (await buildMachine()) === `${id} ${version}`;
  const { chosen, missing, different } = choosePackages(PACKAGES, level, guest, machine, sameRelease);
  if (asked === 'auto' && !(sameRelease && missing.length === 0)) {
    try {
      return await fromArchive(PACKAGES, level, profile, host);
    } catch (error) {
      if (!(error instanceof ToolError && error.code === 'guest-archive')) throw error;
      host.notice(`${error.message}; this machine's are taken where they are of the same version`);
    }
  }
  if (missing.length > 0) {
    throw new ToolError(
      'natives-missing',
      `accelerate: ${level} runs the root filesystem's tools as this machine's; not installed here: ${missing.join(', ')}`,
      `install them: sudo apt-get install ${missing.join(' ')}; or use accelerate: compiler`,
    );
  }
  if (different.length > 0) host.info(`natives: other versions, left emulated: ${different.join(', ')}`);
  return { packages: chosen };
}

/**
 * Of a list of packages those that the archive of the root filesystem's release has for it.
 * @throws ToolError `guest-archive`.
 */
export async function fromArchive(
  list: readonly NativePackage[],
  level: NativeLevel,
  profile: RootfsProfile,
  host: Host,
): Promise<NativeSource> {
  const wanted = packagesOf(list, level);
  const archive = await guestArchive(wanted, profile, host);
  const names = new Set(archive.packages.map(({ name }) => name));
  return { packages: wanted.filter((item) => names.has(item.package)), archive };
}
