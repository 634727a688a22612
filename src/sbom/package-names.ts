/** Where a distribution keeps sources for good. */
const SOURCE_PLACES: Readonly<Record<string, (name: string, version: string) => string>> = {
  debian: (name, version) => `https://snapshot.debian.org/package/${name}/${version}/`,
  ubuntu: (name, version) => `https://launchpad.net/ubuntu/+source/${name}/${version}`,
  // Koji's layout: name, version, release (https://kojipkgs.fedoraproject.org/packages/).
  fedora: (name, version) =>
    `https://kojipkgs.fedoraproject.org/packages/${name}/${version.replace(/-([^-]+)$/, '/$1')}/src/${name}-${version}.src.rpm`,
};

/** A package of a distribution. */
interface DistributionPackage {
  /** purl-spec's type: `deb`, `rpm`, `apk`. */
  readonly type: string;
  /** Distribution and release, as `debian 12`. */
  readonly machine: string;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/** The package's URL: purl-spec, types/deb, types/apk, and types/rpm, whose epoch is no part of the version. */
export function packageUrl({ type, machine, name, version, architecture }: DistributionPackage): string {
  const [id = '', release = ''] = machine.split(' ');
  const distribution = release === '' ? '' : `&distro=${id}-${release}`;
  const [, epoch, rest = version] = (type === 'rpm' && /^(\d+):(.*)$/.exec(version)) || [];
  const qualifiers = `arch=${architecture}${distribution}${epoch === undefined ? '' : `&epoch=${epoch}`}`;
  return `pkg:${type}/${id}/${encode(name)}@${encode(rest)}?${qualifiers}`;
}

/** The URL of software that is no package of a distribution: purl-spec, types/generic. */
export function genericUrl(name: string, version: string): string {
  return `pkg:generic/${encode(name)}@${encode(version)}`;
}

/** Where the source package is, if the distribution (`debian 12`) keeps sources. */
export function sourcePackage(machine: string, name: string, version: string): { source?: string } {
  const place = SOURCE_PLACES[machine.split(' ')[0] ?? ''];
  return place === undefined ? {} : { source: place(name, encodeURIComponent(version)) };
}

/** purl-spec, "Character encoding": the colon stays. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':');
}
