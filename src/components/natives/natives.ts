import { basename } from 'node:path';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { buildMachine } from '../build-machine.ts';
import type { Component } from '../component.ts';
import { installedPackages, noticesFor } from '../dpkg.ts';
import { contentKey } from '../key.ts';
import { RECIPES } from '../recipes.ts';
import { RUNTIME_SONAMES } from '../runtime/sonames.ts';
import {
  hashLibraries,
  installedLibraries,
  type LibraryDirectory,
  libraryClosure,
  type SharedLibrary,
} from '../shared-libraries.ts';
import { textEntry } from '../tree.ts';
import { choosePackages, type NativeLevel, type NativePackage, type Versions } from './choose.ts';
import { gawkEntries } from './gawk.ts';
import packages from './packages.json' with { type: 'json' };
import { findPrograms, type NativeProgram, nativeEntry, privateLibraries } from './programs.ts';

const PACKAGES = packages as readonly NativePackage[];

/** Where the stand-ins' x86-64 libraries lie in the image. */
const NATIVE_LIBRARIES = 'x86_64/lib/natives';

/** The stand-ins as a component; the runtime component puts the libraries into the loader's cache. */
export interface Natives extends Component, LibraryDirectory {}

/**
 * Native stand-ins for the guest's make, shell and tools (`accelerate: build` and `full`) from this machine's
 * packages: x86_64/native/LEVEL/usr/bin/NAME. Undefined for a lower level, and with a warning for a root filesystem
 * without dpkg, whose versions are not known. Throws ToolError `natives-missing` naming the packages that this machine
 * lacks.
 */
export async function nativesComponent(
  inputs: Pick<Inputs, 'accelerate'>,
  profile: RootfsProfile,
  host: Host,
): Promise<Natives | undefined> {
  const level = inputs.accelerate;
  if (level !== 'build' && level !== 'full') return undefined;
  if (profile.packages === undefined) {
    host.warning(`accelerate: ${level}: the root filesystem has no dpkg; only its compiler runs natively`);
    return undefined;
  }
  const chosen = await chooseFor(level, profile, profile.packages, host);
  const programs = await findPrograms(host, chosen, profile);
  const libraries = await libraryClosure(
    programs.map(({ file }) => file),
    new Map([...(await privateLibraries(host, chosen)), ...(await installedLibraries(host))]),
    new Set(RUNTIME_SONAMES),
  );
  const versions = await installedPackages(
    host,
    chosen.map((item) => item.package),
  );
  return {
    name: 'natives',
    key: contentKey('natives', {
      recipe: RECIPES.natives,
      machine: await buildMachine(),
      packages: versions.map(({ name, version }) => `${name}=${version}`),
      programs: programs.map(({ name, level: lowest }) => `${lowest} ${name}`),
      libraries: await hashLibraries(libraries),
      multiarch: profile.multiarch ?? '',
      machineTypes: JSON.stringify(Object.entries(profile.machineTypes).sort()),
    }),
    directory: NATIVE_LIBRARIES,
    libraries,
    build: () => tree(programs, libraries, profile, host),
  };
}

async function chooseFor(
  level: NativeLevel,
  profile: RootfsProfile,
  guest: Versions,
  host: Host,
): Promise<readonly NativePackage[]> {
  const installed = await installedPackages(
    host,
    PACKAGES.map((item) => item.package),
  );
  const machine = Object.fromEntries(installed.map(({ name, version }) => [name, version]));
  const { id, version } = profile.distribution;
  const sameRelease = version !== '' && (await buildMachine()) === `${id} ${version}`;
  const { chosen, missing, different } = choosePackages(PACKAGES, level, guest, machine, sameRelease);
  if (missing.length > 0) {
    throw new ToolError(
      'natives-missing',
      `accelerate: ${level} runs the root filesystem's tools as this machine's; not installed here: ${missing.join(', ')}`,
      `install them: sudo apt-get install ${missing.join(' ')}; or use accelerate: compiler`,
    );
  }
  if (different.length > 0) host.info(`natives: other versions, left emulated: ${different.join(', ')}`);
  return chosen;
}

async function tree(
  programs: readonly NativeProgram[],
  libraries: readonly SharedLibrary[],
  profile: RootfsProfile,
  host: Host,
): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  for (const program of programs) {
    const path = `x86_64/native/${program.level}/usr/bin/${program.name}`;
    entries.push(await nativeEntry(path, program, profile, true));
  }
  for (const { soname, file } of libraries) {
    entries.push(
      await nativeEntry(`${NATIVE_LIBRARIES}/${soname}`, { name: basename(file), file }, profile, false),
    );
  }
  const changed = entries.filter((entry) => entry.type === 'file' && 'bytes' in entry.source);
  return [
    ...entries,
    ...(await gawkEntries(programs)),
    ...(await noticesFor(host, [], [...programs, ...libraries], 'x86_64/share/natives')),
    textEntry('x86_64/share/natives/CHANGES', CHANGES + changed.map(({ path }) => `${path}\n`).join('')),
  ];
}

const CHANGES =
  'In these files the names x86_64, x86_64-pc-linux-gnu and x86_64-linux-gnu were replaced by those that the root\n' +
  "filesystem's own builds of the programs have:\n\n";
