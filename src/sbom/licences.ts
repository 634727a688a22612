/** Short names of Debian's copyright format 1.0 ("License specification") that SPDX has under another name. */
const SPDX: ReadonlyMap<string, string> = new Map([
  ['expat', 'MIT'],
  ['mit', 'MIT'],
  ['isc', 'ISC'],
  ['zlib', 'Zlib'],
  ['curl', 'curl'],
  ['bsd-2-clause', 'BSD-2-Clause'],
  ['bsd-3-clause', 'BSD-3-Clause'],
  ['apache-2.0', 'Apache-2.0'],
  ['artistic-2.0', 'Artistic-2.0'],
  ['mpl-2.0', 'MPL-2.0'],
  ['openldap', 'OLDAP-2.8'],
]);

/** Licences with versions, which SPDX tells apart by -only and -or-later; rpms of before SPDX have `GPLv3+`. */
const VERSIONED = /^(A?GPL|LGPL|GFDL)[-v]([123](?:\.[0-9])?)(?:\.0)?(\+?)$/i;
/** What SPDX has of them. */
const KNOWN_VERSIONS: Readonly<Record<string, readonly string[]>> = {
  AGPL: ['3.0'],
  GPL: ['1.0', '2.0', '3.0'],
  LGPL: ['2.0', '2.1', '3.0'],
  GFDL: ['1.1', '1.2', '1.3'],
};

/** The licence by its SPDX identifier where it has one, else as it is. */
export function spdxLicence(name: string): string {
  const [, family = '', version = '', plus] = VERSIONED.exec(name) ?? [];
  const full = version.includes('.') ? version : `${version}.0`;
  if (KNOWN_VERSIONS[family.toUpperCase()]?.includes(full))
    return `${family.toUpperCase()}-${full}-${plus === '+' ? 'or-later' : 'only'}`;
  return SPDX.get(name.toLowerCase()) ?? name;
}

/**
 * The licences that a Debian copyright file names: those of its License fields when it is machine-readable (copyright
 * format 1.0), else the common licences that its text points to (Debian policy, 12.5). Sorted, each once.
 */
export function copyrightLicences(text: string): string[] {
  const names = /^Format:/m.test(text)
    ? [...text.matchAll(/^License:[ \t]*(\S.*)$/gm)].flatMap(([, value = '']) => alternatives(value))
    : [...text.matchAll(/\/usr\/share\/common-licenses\/([A-Za-z]+(?:-[0-9.]*[0-9])?)/g)].map(
        ([, name = '']) => name,
      );
  return [...new Set(names.map(spdxLicence))].sort();
}

/** Of a copyright file what copyrightLicences heeds, which gives the same for it: most of such a file is prose. */
export function licenceLines(text: string): string {
  const lines = text.match(
    /^(?:Format:|License:[ \t]*\S).*$|\/usr\/share\/common-licenses\/[A-Za-z]+(?:-[0-9.]*[0-9])?/gm,
  );
  return [...new Set(lines)].join('\n');
}

/**
 * The licences of a list as Buildroot has it (`GPL-2.0+, LGPL-2.1+ (library)`) or of an SPDX expression
 * (`(MIT OR ISC) AND Zlib`): every licence that is named, not how they combine. Sorted, each once.
 */
export function listedLicences(text: string): string[] {
  const withoutRemarks = text.replaceAll(/(?<!\b(?:AND|OR))(?<=\S)\s+\([^)]*\)/g, '');
  const names = alternatives(withoutRemarks.replaceAll(/[()]/g, ''));
  return [...new Set(names.map(spdxLicence))].sort();
}

/** `GPL-2+ and Expat or BSD-3-clause, with exception`: every licence that is named, not how they combine. */
function alternatives(value: string): string[] {
  return value
    .split(/,|\s+(?:and|or)(?:\s+|$)/i)
    .map((part) => part.replace(/\s+with\s.*$/i, '').trim())
    .filter((part) => part !== '');
}
