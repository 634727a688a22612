import { copyrightLicences, listedLicences } from './licences.ts';
import type { Material } from './material.ts';
import { packageUrl, sourcePackage } from './package-names.ts';
import { distributionOf, type Records } from './records.ts';
import { rpmPackages } from './rpm-packages.ts';

/** The root filesystem's installed packages, of dpkg's, apk's or rpm's record; empty where there is none to read. */
export function rootfsPackages(records: Records): Material[] {
  const { id, version } = distributionOf(records);
  const machine = `${id} ${version}`;
  const dpkg = records.get('var/lib/dpkg/status') ?? '';
  const apk = records.get('lib/apk/db/installed') ?? records.get('usr/lib/apk/db/installed') ?? '';
  return [
    ...dpkg.split('\n\n').flatMap((paragraph) => dpkgPackage(paragraph, machine, records)),
    ...apk.split('\n\n').flatMap((paragraph) => apkPackage(paragraph, machine)),
    ...rpmPackages(records, machine),
  ];
}

/** deb-control(5). */
function dpkgPackage(paragraph: string, machine: string, records: Records): Material[] {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1] ?? '';
  const name = field('Package');
  const version = field('Version');
  if (name === '' || !/^Status: .* installed$/m.test(paragraph)) return [];
  const [, source = name, own = version] = /^(\S+)(?: \((.*)\))?$/.exec(field('Source')) ?? [];
  return [
    {
      ...{ name, version },
      licences: copyrightLicences(records.get(`usr/share/doc/${name}/copyright`) ?? ''),
      purl: packageUrl({ type: 'deb', machine, name, version, architecture: field('Architecture') }),
      ...sourcePackage(machine, source, own),
    },
  ];
}

/** Alpine's wiki, "Apk spec", "Installed Database V2". */
function apkPackage(paragraph: string, machine: string): Material[] {
  const field = (letter: string) => new RegExp(`^${letter}:(.*)$`, 'm').exec(paragraph)?.[1] ?? '';
  const name = field('P');
  const version = field('V');
  if (name === '') return [];
  const commit = field('c');
  return [
    {
      ...{ name, version, licences: listedLicences(field('L')) },
      purl: packageUrl({ type: 'apk', machine, name, version, architecture: field('A') }),
      // The recipe that it was built from, which names the sources.
      ...(/^[0-9a-f]{40}$/.test(commit) && machine.startsWith('alpine ') && { source: APORTS + commit }),
    },
  ];
}

const APORTS = 'https://gitlab.alpinelinux.org/alpine/aports/-/commit/';
