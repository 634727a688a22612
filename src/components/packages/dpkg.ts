import type { Host } from '../../host/host.ts';

/** An installed package of this machine. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Source package and its version, as the distribution's archive keeps them. */
  readonly source: string;
  readonly depends: string;
  /** As an rpm's header says it; Debian's packages have a file. */
  readonly licence?: string;
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

/**
 * Those of the named packages (patterns allowed, dpkg-query(1)) that are installed, sorted by name.
 * @param root a directory with dpkg's record; this machine when not given, here and below.
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
