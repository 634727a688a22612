import type { Host } from '../host/host.ts';
import { readOptional } from '../optional-file.ts';
import type { TreeEntry } from '../tar/entry.ts';
import { textEntry } from './tree.ts';

/** An installed package of this machine. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Source package and its version, as the distribution's archive keeps them. */
  readonly source: string;
  readonly depends: string;
}

/** A system of Debian's kind whose files are taken. */
export interface PackageRoot {
  /** A directory with packages unpacked, and dpkg's record of them below var/lib/dpkg; empty for this machine. */
  readonly root: string;
  /** Its distribution and release, as `debian 13`; absent for this machine. */
  readonly release?: string;
}

export const THIS_MACHINE: PackageRoot = { root: '' };

/** dpkg-query's own syntax for a field of a package. */
const field = (name: string) => `\${${name}}`;
const FORMAT = `${[
  field('db:Status-Status'),
  field('Package'),
  field('Version'),
  `${field('source:Package')} ${field('source:Version')}`,
  field('Depends'),
].join('\t')}\n`;

/**
 * Those of the named packages (patterns allowed, dpkg-query(1)) that are installed, sorted by name.
 * @param root see PackageRoot; this machine when not given, here and below.
 */
export async function installedPackages(
  host: Host,
  names: readonly string[],
  root = '',
): Promise<InstalledPackage[]> {
  // Without a name it lists all.
  if (names.length === 0) return [];
  // dpkg-query exits 1 when any name is unknown, and still lists the others.
  const stdout = await query(host, root, ['-W', `-f=${FORMAT}`, ...names], true);
  const packages = new Map<string, InstalledPackage>();
  for (const line of stdout.split('\n')) {
    const [status, name = '', version = '', source = '', depends = ''] = line.split('\t');
    if (status === 'installed') packages.set(name, { name, version, source, depends });
  }
  return [...packages.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The paths that packages own, directories among them, in the packages' order (`dpkg-query -L`). */
export async function packageFiles(host: Host, ...names: readonly string[]): Promise<string[]> {
  return packageFilesIn('', host, names);
}

/** The same of packages in a root; the paths begin with it. */
export async function packageFilesIn(root: string, host: Host, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const stdout = await query(host, root, ['-L', ...names], false);
  const paths = stdout.split('\n').filter((path) => path.startsWith('/') && path !== '/.');
  return paths.map((path) => `${root}${path}`);
}

async function query(
  host: Host,
  root: string,
  args: readonly string[],
  ignoreExitCode: boolean,
): Promise<string> {
  const records = root === '' ? [] : [`--admindir=${root}/var/lib/dpkg`];
  return (await host.exec('dpkg-query', [...records, ...args], { ignoreExitCode })).stdout;
}

/** Names of the packages that own the files; tried also under /usr, where merged-/usr systems register them. */
export async function owningPackages(host: Host, files: readonly string[], root = ''): Promise<string[]> {
  const paths = files.map((file) => file.slice(root.length));
  const candidates = paths.flatMap((file) => [
    file,
    file.replace(/^\/usr\/lib/, '/lib'),
    file.replace(/^\/lib/, '/usr/lib'),
  ]);
  const stdout = await query(host, root, ['-S', ...new Set(candidates)], true);
  const names = [...stdout.matchAll(/^([a-z0-9][a-z0-9.+-]*)(?::[a-z0-9]+)?: \//gm)].map(
    ([, name = '']) => name,
  );
  return [...new Set(names)].sort();
}

/**
 * What an image must say about the packages whose files it carries: a table of names, versions and source
 * packages, each package's copyright file and the common licences that those name, below `directory`.
 */
export async function packageNotices(
  packages: readonly InstalledPackage[],
  directory: string,
  { root, release }: PackageRoot = THIS_MACHINE,
): Promise<TreeEntry[]> {
  const table = packages.map(
    ({ name, version, source }) => `${name} ${version} (source package: ${source})\n`,
  );
  const entries = [textEntry(`${directory}/SOURCES`, sourcesHeader(release) + table.join(''))];
  const common = new Set<string>();
  for (const { name } of packages) {
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
  const owners = await owningPackages(
    host,
    files.map(({ file }) => file),
    from.root,
  );
  const names = [...packages.map(({ name }) => name), ...owners];
  return packageNotices(await installedPackages(host, names, from.root), directory, from);
}

/** Copyright files name the long licences by their place on a Debian system (Debian policy, 12.5). */
const COMMON_LICENSE = /\/usr\/share\/common-licenses\/([A-Za-z]+(?:-[0-9]+(?:\.[0-9]+)?)?)/g;

/** src/sbom/component-materials.ts reads the release in it. */
function sourcesHeader(release = "the build machine's distribution"): string {
  return (
    `Files of these packages of ${release} are in this layer, unmodified unless said\n` +
    "otherwise. Their source code is in the distribution's archive: apt-get source NAME=VERSION.\n\n"
  );
}
