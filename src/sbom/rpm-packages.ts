import { DATABASE_PATHS, installedRpms } from '../rootfs/rpm/database.ts';
import type { RpmHeader } from '../rootfs/rpm/header.ts';
import { listedLicences } from './licences.ts';
import type { Material } from './material.ts';
import { packageUrl, sourcePackage } from './package-names.ts';
import type { Records } from './records.ts';

/** What an SBOM says of a package. */
type RpmRecord = Pick<RpmHeader, 'name' | 'version' | 'architecture' | 'licence' | 'sourceRpm'>;

/** What is kept of rpm's database, as text; of one that cannot be read, that there is no package. */
export function rpmRecord(database: Buffer): string {
  const rpms: RpmRecord[] = (installedRpms(database) ?? []).map(
    ({ name, version, architecture, licence, sourceRpm }) => ({
      ...{ name, version, architecture, licence, sourceRpm },
    }),
  );
  return JSON.stringify(rpms);
}

/**
 * The packages of rpm's database, sorted.
 * @param machine their distribution, as `fedora 45`.
 */
export function rpmPackages(records: Records, machine: string): Material[] {
  const [record = '[]'] = DATABASE_PATHS.flatMap((path) => records.get(path) ?? []);
  const rpms = JSON.parse(record) as RpmRecord[];
  return rpms.map((rpm) => rpmPackage(rpm, machine)).sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function rpmPackage(
  { name, version, architecture, licence, sourceRpm }: RpmRecord,
  machine: string,
): Material {
  const [, source, sourceVersion] = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(sourceRpm) ?? [];
  return {
    ...{ name, version, licences: listedLicences(licence) },
    purl: packageUrl({ type: 'rpm', machine, name, version, architecture }),
    ...(source !== undefined && sourceVersion !== undefined && sourcePackage(machine, source, sourceVersion)),
  };
}

const key = ({ name, version }: Material): string => `${name} ${version}`;
