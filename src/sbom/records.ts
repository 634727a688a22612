/** Files of a layer by path, of those that isRecord names. */
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

/** True for what an SBOM is made from: what each component records of itself, and the root filesystem's own record. */
export function isRecord(path: string): boolean {
  return RECORDS.some((pattern) => pattern.test(path));
}

/** The distribution that os-release(5) names. */
export function distributionOf(records: Records): { id: string; version: string } {
  const text = records.get('usr/lib/os-release') ?? records.get('etc/os-release') ?? '';
  const field = (name: string) => new RegExp(`^${name}=["']?([^"'\n]*)`, 'm').exec(text)?.[1] ?? '';
  return { id: field('ID') || 'linux', version: field('VERSION_ID') };
}
