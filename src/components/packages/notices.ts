import { readdir, readFile } from 'node:fs/promises';
import { ifThere } from '../../files/if-there.ts';
import { readOptional } from '../../files/optional-file.ts';
import type { Host } from '../../host/host.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { textEntry } from '../tree.ts';
import type { InstalledPackage } from './dpkg.ts';
import { ownersOf, type PackageRoot, packagesOf, THIS_MACHINE } from './root.ts';

/**
 * What an image must say about the packages whose files it carries: a table of names, versions and source packages, and
 * each package's licence, below `directory`. Debian's packages have a copyright file, which may name common licences;
 * rpms have a directory of texts.
 */
async function packageNotices(
  packages: readonly InstalledPackage[],
  directory: string,
  from: PackageRoot,
): Promise<TreeEntry[]> {
  const table = packages.map(
    ({ name, version, source, licence }) =>
      `${name} ${version} (source package: ${source}${licence === undefined ? '' : `; licence: ${licence}`})\n`,
  );
  const names = packages.map(({ name }) => name);
  const licences = await (from.rpms === undefined ? copyrights : licenceTexts)(names, directory, from.root);
  return [textEntry(`${directory}/SOURCES`, sourcesHeader(from) + table.join('')), ...licences];
}

async function copyrights(names: readonly string[], directory: string, root: string): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const common = new Set<string>();
  for (const name of names) {
    const copyright = await readOptional(`${root}/usr/share/doc/${name}/copyright`);
    if (copyright === undefined) continue;
    entries.push(textEntry(`${directory}/licenses/${name}`, copyright));
    for (const [, license = ''] of copyright.matchAll(COMMON_LICENSE)) common.add(license);
  }
  for (const license of common) {
    const text = await readOptional(`/usr/share/common-licenses/${license}`);
    if (text !== undefined) entries.push(textEntry(`${directory}/common-licenses/${license}`, text));
  }
  return entries;
}

/** Fedora's packaging guidelines, "License Text": below /usr/share/licenses. */
async function licenceTexts(names: readonly string[], directory: string, root: string): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  for (const name of names) {
    const place = `${root}/usr/share/licenses/${name}`;
    const texts = (await ifThere(readdir(place, { withFileTypes: true }), 'ENOTDIR')) ?? [];
    for (const text of texts.filter((item) => item.isFile()))
      entries.push({
        type: 'file',
        path: `${directory}/licenses/${name}/${text.name}`,
        mode: 0o644,
        source: { bytes: await readFile(`${place}/${text.name}`) },
      });
  }
  return entries;
}

/**
 * packageNotices of packages that are named, and of those that own files.
 * @param directory below which the notices lie.
 */
export async function noticesFor(
  host: Host,
  packages: readonly Pick<InstalledPackage, 'name'>[],
  files: readonly { readonly file: string }[],
  directory: string,
  from: PackageRoot = THIS_MACHINE,
): Promise<TreeEntry[]> {
  const owners = await ownersOf(
    from,
    host,
    files.map(({ file }) => file),
  );
  const names = [...packages.map(({ name }) => name), ...owners];
  return packageNotices(await packagesOf(from, host, names), directory, from);
}

/** Copyright files name the long licences by their place on a Debian system (Debian policy, 12.5). */
const COMMON_LICENSE = /\/usr\/share\/common-licenses\/([A-Za-z]+(?:-[0-9]+(?:\.[0-9]+)?)?)/g;

/** src/sbom/component-materials.ts reads the release in it, and whether they are rpms. */
function sourcesHeader({ release = "the build machine's distribution", rpms }: PackageRoot): string {
  const [packages, place, command] =
    rpms === undefined
      ? ['packages', "distribution's archive", 'apt-get source NAME=VERSION']
      : ['RPM packages', "distribution's repositories", 'dnf download --source NAME-VERSION'];
  return (
    `Files of these ${packages} of ${release} are in this layer, unmodified unless said\n` +
    `otherwise. Their source code is in the ${place}: ${command}.\n\n`
  );
}
