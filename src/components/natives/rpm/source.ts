import { ToolError } from '../../../errors.ts';
import type { Host } from '../../../host/host.ts';
import type { Inputs } from '../../../inputs/inputs.ts';
import type { RootfsProfile } from '../../../rootfs/profile.ts';
import type { NativeLevel, NativePackage } from '../choose.ts';
import { fromArchive, type NativeSource } from '../source.ts';
import packages from './packages.json' with { type: 'json' };

const PACKAGES = packages as readonly NativePackage[];

/**
 * Where the stand-ins of an rpm root filesystem come from: its own release. A Debian or Ubuntu machine has other builds
 * of the same programs, so without it (undefined) they stay emulated, which is said.
 * @throws ToolError `guest-archive` where the release is asked for by name.
 */
export async function chooseRpmSource(
  level: NativeLevel,
  asked: Inputs['natives'],
  profile: RootfsProfile,
  host: Host,
): Promise<NativeSource | undefined> {
  if (asked === 'machine') {
    host.warning(
      `natives: machine: this machine's programs are no stand-ins for those of an rpm root filesystem: ${EMULATED}; leave natives out, and they are downloaded from its own release`,
    );
    return undefined;
  }
  try {
    return await fromArchive(PACKAGES, level, profile, host);
  } catch (error) {
    if (asked === 'guest' || !(error instanceof ToolError && error.code === 'guest-archive')) throw error;
    host.warning(`${error.message}: ${EMULATED}; ${error.hint}`);
    return undefined;
  }
}

/** What becomes of a level of acceleration without stand-ins. */
export const EMULATED = 'all but the compiler stays emulated, as with accelerate: compiler';
