import { NOT_ALL, sourceRows } from '../components/source-row.ts';
import { copyrightLicences, listedLicences } from './licences.ts';
import type { Material } from './material.ts';
import { genericUrl, packageUrl, sourcePackage } from './package-names.ts';
import type { Records } from './records.ts';

/**
 * What a component's layer says it is made of: the notice SOURCES, with packages of the machine
 * (components/packages/notices.ts) or other software (components/source-row.ts), or SOURCE of the emulator.
 * @param machine the machine that it was built on, as `debian 12`.
 */
export function componentMaterials(records: Records, machine: string): Material[] {
  const materials: Material[] = [];
  for (const [path, text] of records) {
    const [, component = '', kind] = /^x86_64\/share\/([^/]+)\/(SOURCES?)$/.exec(path) ?? [];
    if (kind === 'SOURCES')
      materials.push(...packageMaterials(component, text, records, machine), ...sourceMaterials(text));
    if (kind === 'SOURCE') materials.push(...emulatorMaterials(text, machine));
  }
  if (records.has('x86_64/share/runtime/licenses/arm64-on-x86'))
    materials.push({ name: 'arm64-on-x86', version: '', licences: ['MIT'] });
  return materials;
}

/** The release whose packages a notice is about, where it is not the machine's (components/packages/notices.ts). */
function releaseIn(notice: string): { readonly rpm: boolean; readonly release: string } | undefined {
  const [, rpm, release] = /^Files of these (RPM )?packages of ([a-z0-9-]+ [\w.]+) are /.exec(notice) ?? [];
  return release === undefined ? undefined : { rpm: rpm !== undefined, release };
}

/** Whether the layer's own record names all that is in it. */
export function isComplete(records: Records): boolean {
  return ![...records].some(([path, text]) => path.endsWith('/SOURCES') && text.includes(NOT_ALL));
}

function packageMaterials(component: string, table: string, records: Records, machine: string): Material[] {
  const { release, rpm } = releaseIn(table) ?? { release: machine, rpm: false };
  const kind = rpm ? { type: 'rpm', architecture: 'x86_64' } : { type: 'deb', architecture: 'amd64' };
  const rows = [...table.matchAll(/^(\S+) (\S+) \(source package: (\S+) ([^\s;]+)(?:; licence: (.*))?\)$/gm)];
  const copyrights = new Map<string, readonly string[]>();
  for (const [, name = '', , source = ''] of rows) {
    const text = records.get(`x86_64/share/${component}/licenses/${name}`);
    if (text !== undefined)
      copyrights.set(name, copyrightLicences(text)).set(source, copyrightLicences(text));
  }
  return rows.map(([, name = '', version = '', source = '', sourceVersion = '', licence]) => ({
    ...{ name, version },
    licences:
      licence === undefined
        ? (copyrights.get(name) ?? copyrights.get(source) ?? [])
        : listedLicences(licence),
    purl: packageUrl({ ...kind, machine: release, name, version }),
    ...sourcePackage(release, source, sourceVersion),
  }));
}

/** Buildroot's packages under their sources' names: gcc is built twice, and `host-` only says for which machine. */
function sourceMaterials(notice: string): Material[] {
  const materials = new Map<string, Material>();
  for (const { name: packed, version, licence, url } of sourceRows(notice)) {
    const name = packed.replace(/^host-/, '').replace(/^(gcc)-(initial|final)$/, '$1');
    materials.set(name, {
      ...{ name, version, licences: listedLicences(licence ?? '') },
      purl: genericUrl(name, version),
      ...(url !== undefined && { source: url }),
    });
  }
  return [...materials.values()];
}

/** See sourceNotice in src/components/emulator: `… was built from QEMU 10.0.2: ORIGIN.` */
function emulatorMaterials(notice: string, machine: string): Material[] {
  const [, version = '', origin = ''] = /was built from QEMU (\S+): (.*)\.$/m.exec(notice) ?? [];
  if (version === '') return [];
  const [, source, sourceVersion] = /^source package (\S+) (\S+) /.exec(origin) ?? [];
  const [address] = /https:\/\/[^\s,#]+/.exec(origin) ?? [];
  return [
    {
      ...{ name: 'qemu', version, licences: ['GPL-2.0-only'], purl: genericUrl('qemu', version) },
      ...(address === undefined ? {} : { source: address }),
      ...(source === undefined || sourceVersion === undefined
        ? {}
        : sourcePackage(machine, source, sourceVersion)),
    },
  ];
}
