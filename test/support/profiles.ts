import { readdirSync, readFileSync } from 'node:fs';
import type { RootfsProfile } from '../../src/rootfs/profile.ts';

const DIRECTORY = new URL('../unit/profiles/', import.meta.url);

/** Profiles of distributions' root filesystems, made from published facts; each file names its sources. */
export function distributionProfiles(): ReadonlyMap<string, RootfsProfile> {
  const files = readdirSync(DIRECTORY).filter((name) => name.endsWith('.json'));
  return new Map(
    files.map((file) => {
      const { profile } = JSON.parse(readFileSync(new URL(file, DIRECTORY), 'utf8')) as {
        profile: RootfsProfile;
      };
      return [file.replace(/\.json$/, ''), profile];
    }),
  );
}

/** The profile of one of them. */
export function distributionProfile(name: string): RootfsProfile {
  const profile = distributionProfiles().get(name);
  if (profile === undefined) throw new Error(`there is no profile ${name}`);
  return profile;
}
