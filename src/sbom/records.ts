import { copyrightLicences } from './licences.ts';
import type { Material } from './material.ts';

/** Files of a layer by path, of those that isRecord names. */
export type Records = ReadonlyMap<string, string>;

/** True for what an SBOM is made from: what each component records of itself, and the root filesystem's own record. */
export function isRecord(path: string): boolean {
  return /^x86_64\/share\/[^/]+\/(SOURCES?|licenses\/[^/]+)$|^var\/lib\/dpkg\/status$|^(etc|usr\/lib)\/os-release$|^usr\/share\/doc\/[^/]+\/copyright$/.test(
    path,
  );
}

/** Where a distribution keeps sources for good. */
const SOURCE_PLACES: Readonly<Record<string, (name: string, version: string) => string>> = {
  debian: (name, version) => `https://snapshot.debian.org/package/${name}/${version}/`,
  ubuntu: (name, version) => `https://launchpad.net/ubuntu/+source/${name}/${version}`,
};

/**
 * What a component's layer says it is made of: the table SOURCES (src/components/dpkg.ts) or the notice SOURCE of the
 * emulator, with the licence of each from its copyright file.
 * @param machine the machine that it was built on, as `debian 12`.
 */
export function componentMaterials(records: Records, machine: string): Material[] {
  const materials: Material[] = [];
  for (const [path, text] of records) {
    const [, component = '', kind] = /^x86_64\/share\/([^/]+)\/(SOURCES?)$/.exec(path) ?? [];
    if (kind === 'SOURCES') materials.push(...packageMaterials(component, text, records, machine));
    if (kind === 'SOURCE') materials.push(...emulatorMaterials(text, machine));
  }
  if (records.has('x86_64/share/runtime/licenses/arm64-on-x86'))
    materials.push({ name: 'arm64-on-x86', version: '', licences: ['MIT'] });
  return materials;
}

function packageMaterials(component: string, table: string, records: Records, machine: string): Material[] {
  const rows = [...table.matchAll(/^(\S+) (\S+) \(source package: (\S+) (\S+)\)$/gm)];
  const copyrights = new Map<string, readonly string[]>();
  for (const [, name = '', , source = ''] of rows) {
    const text = records.get(`x86_64/share/${component}/licenses/${name}`);
    if (text !== undefined)
      copyrights.set(name, copyrightLicences(text)).set(source, copyrightLicences(text));
  }
  return rows.map(([, name = '', version = '', source = '', sourceVersion = '']) => ({
    ...{ name, version, licences: copyrights.get(name) ?? copyrights.get(source) ?? [] },
    ...debianPackage(machine, name, version, 'amd64'),
    ...sourceOf(machine, source, sourceVersion),
  }));
}

/** See sourceNotice in src/components/emulator: `… was built from QEMU 10.0.2: ORIGIN.` */
function emulatorMaterials(notice: string, machine: string): Material[] {
  const [, version = '', origin = ''] = /was built from QEMU (\S+): (.*)\.$/m.exec(notice) ?? [];
  if (version === '') return [];
  const [, source, sourceVersion] = /^source package (\S+) (\S+) /.exec(origin) ?? [];
  const [address] = /https:\/\/[^\s,#]+/.exec(origin) ?? [];
  return [
    {
      ...{ name: 'qemu', version, licences: ['GPL-2.0-only'] },
      purl: `pkg:generic/qemu@${version}`,
      ...(address === undefined ? {} : { source: address }),
      ...(source === undefined || sourceVersion === undefined
        ? {}
        : sourceOf(machine, source, sourceVersion)),
    },
  ];
}

/** The distribution that os-release(5) names. */
export function distributionOf(records: Records): { id: string; version: string } {
  const text = records.get('usr/lib/os-release') ?? records.get('etc/os-release') ?? '';
  const field = (name: string) => new RegExp(`^${name}=["']?([^"'\n]*)`, 'm').exec(text)?.[1] ?? '';
  return { id: field('ID') || 'linux', version: field('VERSION_ID') };
}

/** The installed packages in dpkg's record (deb-control(5)); empty for other package managers. */
export function rootfsPackages(records: Records): Material[] {
  const { id, version: release } = distributionOf(records);
  const machine = `${id} ${release}`;
  const field = (paragraph: string, name: string) =>
    new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1] ?? '';
  return (records.get('var/lib/dpkg/status') ?? '').split('\n\n').flatMap((paragraph) => {
    const name = field(paragraph, 'Package');
    const version = field(paragraph, 'Version');
    if (name === '' || !/^Status: .* installed$/m.test(paragraph)) return [];
    const [, source = name, own = version] = /^(\S+)(?: \((.*)\))?$/.exec(field(paragraph, 'Source')) ?? [];
    return [
      {
        ...{
          name,
          version,
          licences: copyrightLicences(records.get(`usr/share/doc/${name}/copyright`) ?? ''),
        },
        ...debianPackage(machine, name, version, field(paragraph, 'Architecture')),
        ...sourceOf(machine, source, own),
      },
    ];
  });
}

/** purl-spec, types/deb. */
function debianPackage(
  machine: string,
  name: string,
  version: string,
  architecture: string,
): { purl: string } {
  const [id = '', release = ''] = machine.split(' ');
  const distribution = release === '' ? '' : `&distro=${id}-${release}`;
  return { purl: `pkg:deb/${id}/${encode(name)}@${encode(version)}?arch=${architecture}${distribution}` };
}

function sourceOf(machine: string, name: string, version: string): { source?: string } {
  const place = SOURCE_PLACES[machine.split(' ')[0] ?? ''];
  return place === undefined ? {} : { source: place(name, encodeURIComponent(version)) };
}

/** purl-spec, "Character encoding": the colon stays. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':');
}
