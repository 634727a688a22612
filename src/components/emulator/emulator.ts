import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../../files/repository-root.ts';
import type { Host } from '../../host/host.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import { RECIPES } from '../../recipes/recipes.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { buildMachine } from '../build-machine.ts';
import type { Component } from '../component.ts';
import { contentKey, hashTree } from '../key.ts';
import { directoryEntries, fileEntry, textEntry } from '../tree.ts';
import { type BuiltEmulator, buildEmulator } from './build.ts';
import type { EmulatorSource } from './emulator-source.ts';
import { checkPrerequisites } from './prerequisites.ts';
import { findSeries } from './series.ts';
import { selectEmulatorSource } from './source.ts';

/** Path of the emulator in the image. */
export const EMULATOR = 'x86_64/bin/qemu-aarch64';

const SHARE = 'x86_64/share/emulator';

/**
 * The patched static emulator as a component. Its source is only fetched when it has to be built.
 * @throws ToolError when there is no such source or (when that is known beforehand) no hook patch for its version.
 */
export async function emulatorComponent(
  inputs: Pick<Inputs, 'emulatorSource' | 'cpu'>,
  host: Host,
): Promise<Component> {
  const native = join(repositoryRoot(), 'native');
  const source = await selectEmulatorSource(inputs.emulatorSource, host);
  const series =
    source.version && (await findSeries(source.version, join(native, 'emulator', 'patches'))).name;
  const key = contentKey('emulator', {
    source: source.identity,
    cpu: inputs.cpu,
    recipe: RECIPES.emulator,
    machine: await buildMachine(),
    emulator: await hookSources(join(native, 'emulator'), series),
    router: await hashTree(join(native, 'router')),
  });
  return {
    name: 'emulator',
    key,
    about: source.version === undefined ? source.origin : `QEMU ${source.version}`,
    prepare: () => checkPrerequisites(source.version, inputs.emulatorSource === 'distro', host),
    build: async (workDirectory) => {
      host.progress(`fetching QEMU: ${source.origin}`);
      const directory = await source.fetch(workDirectory);
      const built = await buildEmulator(directory, source.origin, native, inputs.cpu, host);
      return emulatorTree(built, source, native, inputs.cpu);
    },
  };
}

/** Hashes of what is put into QEMU: of the patches only the one for the series, where that is known. */
async function hookSources(directory: string, series: string | undefined): Promise<string[]> {
  const lines = await hashTree(directory);
  return lines.filter((line) => !series || !isOtherPatch(line.replace(/ [0-9a-f]+$/, ''), series));
}

function isOtherPatch(path: string, series: string): boolean {
  return path.endsWith('.patch') && !path.endsWith(`patches/${series}.patch`);
}

/** The program, and beside it what the GPL asks for: licence texts, and our changes as source. */
async function emulatorTree(
  built: BuiltEmulator,
  source: EmulatorSource,
  native: string,
  cpu: string,
): Promise<TreeEntry[]> {
  const entries = [
    fileEntry(EMULATOR, built.program, true),
    textEntry(`${SHARE}/SOURCE`, sourceNotice(built, source, cpu)),
  ];
  for (const name of ['COPYING', 'COPYING.LIB', 'LICENSE']) {
    entries.push(textEntry(`${SHARE}/${name}`, await readFile(join(built.source, name), 'utf8')));
  }
  const changes = [
    ...(await directoryEntries(join(native, 'router'), `${SHARE}/source/router`)),
    ...(await directoryEntries(join(native, 'emulator'), `${SHARE}/source/emulator`)),
  ];
  return [...entries, ...changes.filter(({ path }) => !isOtherPatch(path, built.series.name))];
}

function sourceNotice({ version, series }: BuiltEmulator, { origin }: EmulatorSource, cpu: string): string {
  return [
    `qemu-aarch64 was built from QEMU ${version}: ${origin}.`,
    `Applied to it: source/emulator/patches/${series.name}.patch, with source/emulator/*.[ch] and source/router/*.[ch]`,
    'in linux-user/arm64-on-x86. QEMU is licensed under GPL-2.0 (LICENSE, COPYING, COPYING.LIB), and so is this',
    'program as a whole.',
    `Default CPU: ${cpu}.`,
    '',
  ].join('\n');
}
