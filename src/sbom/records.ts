import { parseOsRelease } from '../rootfs/os-release.ts';
import { isRpmDatabase } from '../rootfs/rpm/database.ts';

/**
 * Files of a layer by path, of those that isRecord names; of rpm's database what rpmRecord says, of copyright files what
 * licenceLines says.
 */
export type Records = ReadonlyMap<string, string>;

const RECORDS = [
  // What each component records of itself.
  /^x86_64\/share\/[^/]+\/(SOURCES?|licenses\/[^/]+)$/,
  // What the root filesystem's package manager does.
  /^var\/lib\/dpkg\/status$/,
  /^(usr\/)?lib\/apk\/db\/installed$/,
  /^(etc|usr\/lib)\/os-release$/,
  /^usr\/share\/doc\/[^/]+\/copyright$/,
];

const COPYRIGHT = /^(x86_64\/share\/[^/]+\/licenses\/[^/]+|usr\/share\/doc\/[^/]+\/copyright)$/;

/** True for a record of which only the licences matter. */
export function isCopyright(path: string): boolean {
  return COPYRIGHT.test(path);
}

/** True for what an SBOM is made from: what each component records of itself, and the root filesystem's own record. */
export function isRecord(path: string): boolean {
  return isRpmDatabase(path) || RECORDS.some((pattern) => pattern.test(path));
}

/** The distribution that os-release(5) names: /etc/os-release takes precedence, where it is no link. */
export function distributionOf(records: Records): { id: string; version: string } {
  const text = records.get('etc/os-release') ?? records.get('usr/lib/os-release') ?? '';
  const { id, version } = parseOsRelease(text);
  return { id: id || 'linux', version };
}
