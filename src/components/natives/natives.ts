import type { Host } from '../../host/host.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import { lazily } from '../../lazily.ts';
import { RECIPES } from '../../recipes/recipes.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import { buildMachine } from '../build-machine.ts';
import type { Component } from '../component.ts';
import { contentKey } from '../key.ts';
import { installedPackages } from '../packages/dpkg.ts';
import { type PackageRoot, THIS_MACHINE } from '../packages/root.ts';
import { hashLibraries, type SharedLibrary } from '../shared-libraries.ts';
import type { GuestArchive } from './archive.ts';
import type { NativePackage } from './choose.ts';
import { contentEntries, findContents, NATIVE_LIBRARIES } from './contents.ts';
import { hasOldLocales, isNewerThanMachines } from './machine-libc.ts';
import { chooseRpmSource, EMULATED } from './rpm/source.ts';
import { chooseSource } from './source.ts';

/** The stand-ins as a component, with what the runtime component has to know of them. */
export interface Natives extends Component {
  /** Where the libraries lie in the image, and what they are, for the loader's cache. */
  readonly directory: string;
  libraries(): Promise<readonly SharedLibrary[]>;
  /** What `libraries` and `base` follow from, for a key. */
  readonly parts: readonly string[];
  /** Where the image's x86-64 C library has to come from, when this machine's is too old for the stand-ins. */
  readonly base?: () => Promise<PackageRoot>;
}

/**
 * Native stand-ins for the guest's make, shell and tools (`accelerate: build` and `full`), from packages of this
 * machine or of the root filesystem's release: x86_64/native/LEVEL/usr/bin/NAME. Undefined for a lower level, and with
 * a warning where there are none to be had.
 * @throws ToolError `natives-missing`, `guest-archive`.
 */
export async function nativesComponent(
  inputs: Pick<Inputs, 'accelerate' | 'natives'>,
  profile: RootfsProfile,
  host: Host,
): Promise<Natives | undefined> {
  const level = inputs.accelerate;
  if (level !== 'build' && level !== 'full') return undefined;
  if (profile.packages === undefined) {
    const { packageManager: manager = 'no package manager' } = profile;
    host.warning(
      `accelerate: ${level}: there are native stand-ins where dpkg's or rpm's record of packages can be read, and this root filesystem has ${manager}: ${EMULATED}`,
    );
    return undefined;
  }
  const source =
    profile.packageFormat === 'rpm'
      ? await chooseRpmSource(level, inputs.natives, profile, host)
      : await chooseSource(level, inputs.natives, profile, profile.packages, host);
  if (source === undefined) return undefined;
  if (hasOldLocales(profile.libc))
    host.notice(
      `accelerate: ${level}: native tools cannot read the locales of glibc ${profile.libc.version}: where LANG or LC_ALL names another than C, POSIX and C.UTF-8, set ARM64_ON_X86_ACCELERATE=compiler`,
    );
  const { packages, archive } = source;
  return archive === undefined
    ? machineNatives(packages, profile, host)
    : guestNatives(packages, archive, profile, host);
}

async function machineNatives(
  packages: readonly NativePackage[],
  profile: RootfsProfile,
  host: Host,
): Promise<Natives> {
  const contents = await findContents(packages, THIS_MACHINE, profile, host);
  const { programs, libraries } = contents;
  const versions = await installedPackages(
    host,
    packages.map((item) => item.package),
  );
  return {
    name: 'natives',
    key: contentKey('natives', {
      ...commonParts(profile),
      machine: await buildMachine(),
      packages: versions.map(({ name, version }) => `${name}=${version}`),
      programs: programs.map(({ name, directory, level: lowest }) => `${lowest} ${directory}/${name}`),
      libraries: await hashLibraries(libraries),
    }),
    directory: NATIVE_LIBRARIES,
    parts: libraries.map(({ soname }) => soname),
    libraries: async () => libraries,
    build: () => contentEntries(contents, THIS_MACHINE, profile, host),
  };
}

/** Nothing is downloaded unless a layer has to be built. */
async function guestNatives(
  packages: readonly NativePackage[],
  archive: GuestArchive,
  profile: RootfsProfile,
  host: Host,
): Promise<Natives> {
  const newer = await isNewerThanMachines(profile.libc, host);
  const contents = lazily(async () => findContents(packages, await archive.open(), profile, host));
  const key = contentKey('natives', {
    ...commonParts(profile),
    packages: archive.packages.map(({ name, version, sha256 }) => `${name}=${version} ${sha256 ?? ''}`),
    programs: packages.map(({ package: name, level }) => `${level} ${name}`),
    links: Object.keys(profile.programLinks).sort(),
  });
  return {
    name: 'natives',
    key,
    directory: NATIVE_LIBRARIES,
    parts: [key],
    libraries: async () => (await contents()).libraries,
    ...(newer && { base: archive.open }),
    build: async () => contentEntries(await contents(), await archive.open(), profile, host),
  };
}

function commonParts({ multiarch, machineTypes }: RootfsProfile) {
  return {
    recipe: RECIPES.natives,
    multiarch: multiarch ?? '',
    machineTypes: JSON.stringify(Object.entries(machineTypes).sort()),
  };
}
