import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere } from '../../../../files/if-there.ts';
import { shownAddress } from '../../../../source/shown-address.ts';
import type { TreeEntry } from '../../../../tar/entry.ts';
import { sourceRow } from '../../../source-row.ts';
import { textEntry } from '../../../tree.ts';
import { type BuildrootPackage, MACHINE_TOOLS, packageOf } from '../build/info.ts';

const SHARE = 'x86_64/share/toolchain';

/** What a toolchain was built from. */
interface BuiltFrom {
  /** `gcc 12.3.0 with glibc 2.36`. */
  readonly about: string;
  /** Where Buildroot itself is from. */
  readonly origin: string;
  /** As show-info describes them; empty where the release cannot tell. */
  readonly packages: ReadonlyMap<string, BuildrootPackage>;
}

/** Buildroot does not say it (gcc's source: README, "Copying"; gcc/COPYING3). */
const LICENCES: Readonly<Record<string, string>> = {
  'host-gcc-initial': 'GPL-3.0+',
  'host-gcc-final': 'GPL-3.0+',
};

/**
 * What the layer says of itself: each package with version, licence and source (SOURCES), the configuration, and the
 * packages' own licence files.
 * @param output Buildroot's output directory.
 * @param finished names of the directories in its `build` whose packages are finished.
 */
export async function toolchainNotices(
  output: string,
  finished: readonly string[],
  from: BuiltFrom,
): Promise<TreeEntry[]> {
  const directories = [...finished].sort();
  const config = await readFile(join(output, 'defconfig'), 'utf8');
  // Where this machine had its sources does not belong into the image, nor what gives access to a mirror.
  const lines = config
    .split('\n')
    .filter((line) => !/^BR2_(DL_DIR|PRIMARY_SITE|PACKAGE_OVERRIDE|GLOBAL_PATCH_DIR)/.test(line))
    .map((line) => line.replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"]+/gi, shownAddress));
  return [
    textEntry(`${SHARE}/SOURCES`, sourcesNotice(directories, from)),
    textEntry(`${SHARE}/defconfig`, lines.join('\n')),
    ...(await licenceFiles(join(output, 'build'), directories)),
  ];
}

async function licenceFiles(build: string, directories: readonly string[]): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  for (const name of directories) {
    for (const file of (await readdir(join(build, name))).filter((item) =>
      /^(COPYING|LICEN[CS]E)/.test(item),
    )) {
      // Some have a directory of that name.
      const text = await ifThere(readFile(join(build, name, file), 'utf8'), 'EISDIR');
      if (text !== undefined) entries.push(textEntry(`${SHARE}/licenses/${name}/${file}`, text));
    }
  }
  return entries;
}

/** The notice SOURCES: where the toolchain is from, and a row for each package (source-row.ts). */
function sourcesNotice(directories: readonly string[], { about, origin, packages }: BuiltFrom): string {
  return [
    `A toolchain of ${about}, built by Buildroot: ${origin},`,
    'with the file defconfig and the BR2_EXTERNAL tree buildroot/ of arm64-on-x86. Packages built:',
    '',
    ...directories.flatMap((directory) => packageRow(directory, packages)),
    '',
    'Their sources are those that "make source" of this Buildroot fetches and checks.',
    '',
  ].join('\n');
}

/** None for what has no bytes in the image: virtual packages, and links to programs of the machine that built it. */
function packageRow(directory: string, packages: BuiltFrom['packages']): string[] {
  const name = packageOf(directory, packages.keys()) ?? directory;
  const known = packages.get(name);
  if (MACHINE_TOOLS.has(name)) return [];
  if (known === undefined) {
    const version = directory.slice(name.length + 1);
    const licence = LICENCES[name];
    return version === '' ? [] : [sourceRow({ name, version, ...(licence && { licence }) })];
  }
  if (known.version === '') return [];
  const licence = known.licences || LICENCES[known.name];
  const url = shownAddress(known.downloads[0]?.urls[0] ?? '');
  return [
    sourceRow({ name: known.name, version: known.version, ...(licence && { licence }), ...(url && { url }) }),
  ];
}
