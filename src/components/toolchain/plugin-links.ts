import { relative } from 'node:path';
import type { TreeEntry } from '../../tar/entry.ts';
import { linkEntry } from '../tree.ts';
import { HOST } from './toolchain.ts';

const NAME = 'liblto_plugin.so';

/**
 * Links to gcc's linker plugin where ar, nm and ranlib look for it, to read LTO objects: any plugin in bfd-plugins
 * beside their libraries (binutils' ar(1), --plugin). All paths are below x86_64/host.
 * @param directory where the plugin is.
 * @param libraries the directories of libraries.
 * @returns none where `paths`, of all of the toolchain's files, has no plugin.
 */
export function pluginLinks(
  directory: string,
  libraries: readonly string[],
  paths: { has(path: string): boolean },
): TreeEntry[] {
  if (!paths.has(`${HOST}/${directory}/${NAME}`)) return [];
  return libraries
    .map((library) => `${library}/bfd-plugins`)
    .map((place) => linkEntry(`${HOST}/${place}/${NAME}`, `${relative(place, directory)}/${NAME}`));
}
