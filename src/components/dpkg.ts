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

/** dpkg-query's own syntax for a field of a package. */
const field = (name: string) => `\${${name}}`;
const FORMAT = `${[
  field('db:Status-Status'),
  field('Package'),
  field('Version'),
  `${field('source:Package')} ${field('source:Version')}`,
  field('Depends'),
].join('\t')}\n`;

/** Those of the named packages (patterns allowed, dpkg-query(1)) that are installed, sorted by name. */
export async function installedPackages(host: Host, names: readonly string[]): Promise<InstalledPackage[]> {
  // Without a name it lists all.
  if (names.length === 0) return [];
  // dpkg-query exits 1 when any name is unknown, and still lists the others.
  const { stdout } = await host.exec('dpkg-query', ['-W', `-f=${FORMAT}`, ...names], {
    ignoreExitCode: true,
  });
  const packages = new Map<string, InstalledPackage>();
  for (const line of stdout.split('\n')) {
    const [status, name = '', version = '', source = '', depends = ''] = line.split('\t');
    if (status === 'installed') packages.set(name, { name, version, source, depends });
  }
  return [...packages.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The paths that packages own, directories among them, in the packages' order (`dpkg-query -L`). */
export async function packageFiles(host: Host, ...names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const { stdout } = await host.exec('dpkg-query', ['-L', ...names]);
  return stdout.split('\n').filter((path) => path.startsWith('/') && path !== '/.');
}

/** Names of the packages that own the files; tried also under /usr, where merged-/usr systems register them. */
export async function owningPackages(host: Host, files: readonly string[]): Promise<string[]> {
  const candidates = files.flatMap((file) => [
    file,
    file.replace(/^\/usr\/lib/, '/lib'),
    file.replace(/^\/lib/, '/usr/lib'),
  ]);
  const { stdout } = await host.exec('dpkg-query', ['-S', ...new Set(candidates)], { ignoreExitCode: true });
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
): Promise<TreeEntry[]> {
  const table = packages.map(
    ({ name, version, source }) => `${name} ${version} (source package: ${source})\n`,
  );
  const entries = [textEntry(`${directory}/SOURCES`, SOURCES_HEADER + table.join(''))];
  const common = new Set<string>();
  for (const { name } of packages) {
    const copyright = await readOptional(`/usr/share/doc/${name}/copyright`);
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
): Promise<TreeEntry[]> {
  const owners = await owningPackages(
    host,
    files.map(({ file }) => file),
  );
  const names = [...packages.map(({ name }) => name), ...owners];
  return packageNotices(await installedPackages(host, names), directory);
}

/** Copyright files name the long licences by their place on a Debian system (Debian policy, 12.5). */
const COMMON_LICENSE = /\/usr\/share\/common-licenses\/([A-Za-z]+(?:-[0-9]+(?:\.[0-9]+)?)?)/g;

const SOURCES_HEADER =
  "Files of these packages of the build machine's distribution are in this layer, unmodified unless said\n" +
  "otherwise. Their source code is in the distribution's archive: apt-get source NAME=VERSION.\n\n";
