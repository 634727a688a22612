import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../../files/repository-root.ts';
import type { Host } from '../../host/host.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import { RECIPES } from '../../recipes/recipes.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { buildMachine } from '../build-machine.ts';
import type { Component } from '../component.ts';
import { contentKey, hashFile, hashTree } from '../key.ts';
import { buildNativePrograms, checkNativePrerequisites } from '../native-programs.ts';
import type { Natives } from '../natives/natives.ts';
import { noticesFor } from '../packages/notices.ts';
import { type PackageRoot, THIS_MACHINE } from '../packages/root.ts';
import { hashLibraries, type LibraryDirectory, type SharedLibrary } from '../shared-libraries.ts';
import { LIBRARIES, type Toolchain } from '../toolchain/toolchain.ts';
import { fileEntry, linkEntry, textEntry } from '../tree.ts';
import { enterEntries } from './enter.ts';
import { GCONV, gconvEntries } from './gconv.ts';
import { writeLdCache } from './ld-cache.ts';
import { libraryEntry, libraryPlaces, runtimeLibraries } from './libraries.ts';
import { shadowEntries, TOOL } from './shadows.ts';
import { LOADER } from './sonames.ts';
import { toolFor } from './tool.ts';

const PRELOAD = 'libarm64-on-x86.so';

/**
 * What x86-64 programs in the image stand on: the private loader with its cache and preload list, glibc's and gcc's
 * libraries and glibc's character set converters, from this machine or from the stand-ins' newer release, our
 * entrypoint and, when asked for, the shadows of the compiler. Also the only thing that is put outside /x86_64: the
 * link by which x86-64 programs name their interpreter.
 * @param others what further components bring for the loader to find.
 */
export async function runtimeComponent(
  inputs: Inputs,
  profile: RootfsProfile,
  host: Host,
  toolchain: Toolchain,
  others: readonly LibraryDirectory[] = [],
  natives?: Pick<Natives, 'directory' | 'libraries' | 'parts' | 'base'>,
): Promise<Component> {
  const shadows = inputs.accelerate === 'none' ? [] : toolchain.tools;
  const key = contentKey('runtime', {
    recipe: RECIPES.runtime,
    native: await nativeSources(),
    machine: await buildMachine(),
    libraries:
      natives?.base === undefined ? await hashLibraries(await runtimeLibraries(THIS_MACHINE, host)) : '',
    toolchain: contentKey('toolchain', toolchain.parts),
    toolchainLibraries: toolchain.libraries.map(({ soname }) => soname),
    otherLibraries: others.flatMap(({ directory, libraries }) =>
      libraries.map(({ soname }) => `${directory}/${soname}`),
    ),
    nativeLibraries: natives?.parts ?? [],
    lib64: profile.lib64,
    shadows,
    programs: profile.programs,
  });
  return {
    name: 'runtime',
    key,
    prepare: () => checkNativePrerequisites(host),
    build: async (workDirectory) => {
      const base = (await natives?.base?.()) ?? THIS_MACHINE;
      const libraries = await runtimeLibraries(base, host);
      const ours = [{ directory: LIBRARIES, libraries: toolchain.libraries }, ...others];
      const theirs =
        natives === undefined ? [] : [{ directory: natives.directory, libraries: await natives.libraries() }];
      const cache = writeLdCache(
        libraryPlaces([
          { directory: 'x86_64/lib', libraries },
          ...(base === THIS_MACHINE ? [...ours, ...theirs] : [...theirs, ...ours]),
        ]),
      );
      return [
        ...(await ownPrograms(workDirectory, { ...toolchain, tools: shadows }, host)),
        ...enterEntries(profile.programs),
        linkEntry(`${profile.lib64}/${LOADER}`, `/x86_64/lib/${LOADER}`),
        { type: 'file', path: 'x86_64/ld.cache', mode: 0o644, source: { bytes: cache } },
        ...(await Promise.all(libraries.map(libraryEntry))),
        ...(await gconvEntries(base.root)),
        ...(await notices(host, libraries, base)),
      ];
    },
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
  { tools, parts }: Pick<Toolchain, 'tools' | 'parts'>,
  host: Host,
): Promise<TreeEntry[]> {
  const { launch, preload, tool, explain } = await buildNativePrograms(directory, host);
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

async function notices(
  host: Host,
  libraries: readonly SharedLibrary[],
  from: PackageRoot,
): Promise<TreeEntry[]> {
  const own = await readFile(join(repositoryRoot(), 'LICENSE'), 'utf8');
  return [
    ...(await noticesFor(host, [], libraries, 'x86_64/share/runtime', from)),
    textEntry('x86_64/share/runtime/licenses/arm64-on-x86', own),
    textEntry('x86_64/share/runtime/CHANGES', CHANGES),
  ];
}

const CHANGES =
  'In x86_64/lib/ld-linux-x86-64.so.2 two strings were replaced by others of the same length:\n' +
  '/etc/ld.so.preload by /x86_64/ld.preload and /etc/ld.so.cache by /x86_64/ld.cache.\n' +
  `In x86_64/lib/libc.so.6 one was: ${GCONV.map(({ from, to }) => `${from} by ${to}`).join(', or ')}.\n`;
