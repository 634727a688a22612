import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { buildMachine } from '../build-machine.ts';
import type { Component } from '../component.ts';
import { noticesFor } from '../dpkg.ts';
import { contentKey, hashFile, hashTree } from '../key.ts';
import { buildNativePrograms } from '../native-programs.ts';
import { RECIPES } from '../recipes.ts';
import { repositoryRoot } from '../repository.ts';
import {
  hashLibraries,
  installedLibraries,
  type LibraryDirectory,
  type SharedLibrary,
} from '../shared-libraries.ts';
import { LIBRARIES, type Toolchain } from '../toolchain/toolchain.ts';
import { fileEntry, linkEntry, textEntry } from '../tree.ts';
import { enterEntries } from './enter.ts';
import { GCONV, gconvEntries, privateGconv } from './gconv.ts';
import { type CacheEntry, writeLdCache } from './ld-cache.ts';
import { patchLoader } from './loader.ts';
import { shadowEntries, TOOL } from './shadows.ts';
import { LOADER, RUNTIME_LIBRARIES } from './sonames.ts';
import { toolFor } from './tool.ts';

const PRELOAD = 'libarm64-on-x86.so';

/**
 * What x86-64 programs in the image stand on: the private loader with its cache and preload list, glibc's and gcc's
 * libraries and glibc's character set converters from this machine, our entrypoint and, when asked for, the shadows of the compiler. Also the only thing
 * that is put outside /x86_64: the link by which x86-64 programs name their interpreter.
 * @param others what further components bring for the loader to find.
 */
export async function runtimeComponent(
  inputs: Inputs,
  profile: RootfsProfile,
  host: Host,
  toolchain: Toolchain,
  others: readonly LibraryDirectory[] = [],
): Promise<Component> {
  const libraries = await runtimeLibraries(host);
  const loader = await findLoader();
  const shadows = inputs.accelerate === 'none' ? [] : toolchain.tools;
  const key = contentKey('runtime', {
    recipe: RECIPES.runtime,
    native: await nativeSources(),
    machine: await buildMachine(),
    cpu: inputs.cpu,
    loader: await hashFile(loader),
    libraries: await hashLibraries(libraries),
    toolchain: contentKey('toolchain', toolchain.parts),
    toolchainLibraries: toolchain.libraries.map(({ soname }) => soname),
    otherLibraries: others.flatMap(({ directory, libraries: list }) =>
      list.map(({ soname }) => `${directory}/${soname}`),
    ),
    lib64: profile.lib64,
    shadows,
    programs: profile.programs,
  });
  const cache = writeLdCache(
    libraryPlaces([
      { directory: 'x86_64/lib', libraries: [{ soname: LOADER }, ...libraries] },
      { directory: LIBRARIES, libraries: toolchain.libraries },
      ...others,
    ]),
  );
  return {
    name: 'runtime',
    key,
    build: async (workDirectory) => [
      ...(await ownPrograms(workDirectory, inputs.cpu, { ...toolchain, tools: shadows }, host)),
      ...enterEntries(profile.programs),
      ...(await loaderEntries(loader, profile.lib64)),
      { type: 'file', path: 'x86_64/ld.cache', mode: 0o644, source: { bytes: cache } },
      ...(await Promise.all(libraries.map(libraryEntry))),
      ...(await gconvEntries()),
      ...(await notices(host, [...libraries, { file: loader }])),
    ],
  };
}

/** What native/Makefile builds from; not its tests, nor what a developer's `make` left in native/build. */
async function nativeSources(): Promise<string[]> {
  const native = join(repositoryRoot(), 'native');
  const rooms = await Promise.all(
    ['router', 'preload', 'launch'].map((room) => hashTree(join(native, room))),
  );
  return [await hashFile(join(native, 'Makefile')), ...rooms.flat()];
}

async function ownPrograms(
  directory: string,
  cpu: string,
  { tools, parts }: Pick<Toolchain, 'tools' | 'parts'>,
  host: Host,
): Promise<TreeEntry[]> {
  const { launch, preload, tool, explain } = await buildNativePrograms(directory, cpu, host);
  return [
    fileEntry('x86_64/bin/launch', launch, true),
    fileEntry('x86_64/bin/arm64-on-x86', explain, true),
    // In PATH, and there for `docker run IMAGE arm64-on-x86 explain …` as well.
    linkEntry('x86_64/host/bin/arm64-on-x86', '../../bin/arm64-on-x86'),
    fileEntry(`x86_64/lib/${PRELOAD}`, preload, false),
    textEntry('x86_64/ld.preload', `/x86_64/lib/${PRELOAD}\n`),
    {
      type: 'file',
      path: `x86_64/${TOOL}`,
      mode: 0o755,
      source: { bytes: toolFor(await readFile(tool), parts) },
    },
    ...(tools.length > 0 ? shadowEntries(tools) : []),
  ];
}

/** Each library once: of those that two components bring, which come from the same machine, the first counts. */
function libraryPlaces(
  groups: readonly { directory: string; libraries: readonly Pick<SharedLibrary, 'soname'>[] }[],
): CacheEntry[] {
  const places = new Map<string, CacheEntry>();
  for (const { directory, libraries } of groups) {
    for (const { soname } of libraries) {
      if (!places.has(soname)) places.set(soname, { soname, path: `/${directory}/${soname}` });
    }
  }
  return [...places.values()];
}

async function libraryEntry({ soname, file }: SharedLibrary): Promise<TreeEntry> {
  const path = `x86_64/lib/${soname}`;
  if (soname !== 'libc.so.6') return fileEntry(path, file, false);
  const bytes = privateGconv(await readFile(file));
  return bytes === undefined
    ? fileEntry(path, file, true)
    : { type: 'file', path, mode: 0o755, source: { bytes } };
}

async function loaderEntries(loader: string, lib64: string): Promise<TreeEntry[]> {
  const bytes = patchLoader(await readFile(loader));
  return [
    { type: 'file', path: `x86_64/lib/${LOADER}`, mode: 0o755, source: { bytes } },
    linkEntry(`${lib64}/${LOADER}`, `/x86_64/lib/${LOADER}`),
  ];
}

async function findLoader(): Promise<string> {
  try {
    return await realpath(`/lib64/${LOADER}`);
  } catch (cause) {
    throw new ToolError(
      'loader-missing',
      `this machine has no /lib64/${LOADER}`,
      'run on an x86-64 distribution with glibc, such as Debian or Ubuntu',
      { cause },
    );
  }
}

async function runtimeLibraries(host: Host): Promise<SharedLibrary[]> {
  const installed = await installedLibraries(host);
  const libraries: SharedLibrary[] = [];
  for (const soname of RUNTIME_LIBRARIES) {
    const file = installed.get(soname);
    if (file !== undefined) libraries.push({ soname, file: await realpath(file) });
  }
  return libraries;
}

async function notices(host: Host, files: readonly Pick<SharedLibrary, 'file'>[]): Promise<TreeEntry[]> {
  const own = await readFile(join(repositoryRoot(), 'LICENSE'), 'utf8');
  return [
    ...(await noticesFor(host, [], files, 'x86_64/share/runtime')),
    textEntry('x86_64/share/runtime/licenses/arm64-on-x86', own),
    textEntry('x86_64/share/runtime/CHANGES', CHANGES),
  ];
}

const CHANGES =
  'In x86_64/lib/ld-linux-x86-64.so.2 two strings were replaced by others of the same length:\n' +
  '/etc/ld.so.preload by /x86_64/ld.preload and /etc/ld.so.cache by /x86_64/ld.cache.\n' +
  `In x86_64/lib/libc.so.6 one was: ${GCONV.from} by ${GCONV.to}.\n`;
