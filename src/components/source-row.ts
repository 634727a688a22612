/** A line of a layer's notice SOURCES about software that no package of the build machine brought. */
interface SourceRow {
  readonly name: string;
  readonly version: string;
  /** As whoever packs it says: names and `+`, separated by commas, with remarks in parentheses. */
  readonly licence?: string;
  readonly url?: string;
}

/** In a SOURCES that cannot name all that is in its layer. */
export const NOT_ALL = 'What else is in it is not listed.';

/** `NAME VERSION; licence: …; source: …`, which sourceRows reads. */
export function sourceRow({ name, version, licence, url }: SourceRow): string {
  const parts = [
    `${name} ${version}`,
    ...(licence ? [`licence: ${licence}`] : []),
    ...(url ? [`source: ${url}`] : []),
  ];
  return `  ${parts.join('; ')}`;
}

/** The rows of a SOURCES. */
export function sourceRows(notice: string): SourceRow[] {
  const rows = notice.matchAll(/^ {2}(\S+) ([^\s;]+)(?:; licence: (.*?))?(?:; source: (\S+))?$/gm);
  return [...rows].map(([, name = '', version = '', licence, url]) => ({
    name,
    version,
    ...(licence !== undefined && { licence }),
    ...(url !== undefined && { url }),
  }));
}
