import type { RootfsTree } from '../tree.ts';
import { berkeleyValues, isBerkeleyHash } from './berkeley.ts';
import { parseRpmHeader, type RpmHeader } from './header.ts';
import { isSqlite, sqliteBlobs } from './sqlite.ts';

/** What rpm's database says of a root filesystem. */
interface RpmDatabase {
  /** Versions of the installed packages by name, `[epoch:]version-release`. */
  readonly packages: Readonly<Record<string, string>>;
  /** What $releasever stands for in repositories' addresses. */
  readonly releasever?: string;
}

/** Where it is: rpm's macro _dbpath, which Fedora has elsewhere; SQLite's file before the older one. */
export const DATABASE_PATHS: readonly string[] = ['rpmdb.sqlite', 'Packages'].flatMap((name) =>
  ['var/lib', 'usr/lib/sysimage'].map((directory) => `${directory}/rpm/${name}`),
);

/** What is larger is not taken for one: with some thousand packages it has 50 MB. */
export const DATABASE_LIMIT = 128 << 20;

/** No header is as small. */
const LEAST_BYTES = 32;

/** Whether it is one of the places where distributions have rpm's database. */
export function isRpmDatabase(path: string): boolean {
  return DATABASE_PATHS.includes(path);
}

/**
 * The installed packages of rpm's database: SQLite, or Berkeley DB's hash before it. Undefined for another one (ndb,
 * which only SUSE has) and for a damaged one.
 */
export function installedRpms(file: Buffer): RpmHeader[] | undefined {
  const blobs = isSqlite(file) ? sqliteBlobs(file) : isBerkeleyHash(file) ? berkeleyValues(file) : undefined;
  if (blobs === undefined) return undefined;
  const headers: RpmHeader[] = [];
  let left = file.length;
  try {
    for (const blob of blobs) {
      left -= Math.max(blob.length, LEAST_BYTES);
      if (left < 0) return undefined; // one that has the same bytes again and again
      const header = parseRpmHeader(blob);
      if (header !== undefined) headers.push(header);
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return headers.filter(({ name }) => name !== 'gpg-pubkey');
}

/** Reads rpm's database. Undefined as for {@link installedRpms}. */
export function readRpmDatabase(file: Buffer): RpmDatabase | undefined {
  const installed = installedRpms(file);
  if (installed === undefined) return undefined;
  const releasever = releaseverOf(installed);
  return {
    packages: Object.fromEntries(installed.map(({ name, version }) => [name, version])),
    ...(releasever !== undefined && { releasever }),
  };
}

/** What inspection has kept of the database (file-node.ts); undefined without one. */
export function findDatabase(tree: RootfsTree): RpmDatabase | undefined {
  for (const path of DATABASE_PATHS) {
    const content = tree.content(path);
    if (content !== undefined) return JSON.parse(content.toString('utf8')) as RpmDatabase;
  }
  return undefined;
}

/** What dnf looks for, in its order: DISTROVERPKG in dnf/const.py. */
const MARKS = [
  'system-release(releasever)',
  'system-release',
  'distribution-release(releasever)',
  'distribution-release',
  'redhat-release',
  'suse-release',
] as const;

/** As detect_releasever in dnf/rpm/__init__.py: the package's version, or that of what it provides. */
function releaseverOf(headers: readonly RpmHeader[]): string | undefined {
  for (const mark of MARKS) {
    const found = headers.find(({ provides }) => provides.has(mark));
    if (found === undefined) continue;
    const provided = found.provides.get(mark);
    const own = found.name === mark.split('(')[0];
    return provided && !own ? provided : found.upstream;
  }
  return undefined;
}
