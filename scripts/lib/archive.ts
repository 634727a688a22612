import { existsSync } from 'node:fs';
import { ToolError } from '../../src/errors.ts';
import { runAsRoot } from './root.ts';
import { type RunOptions, run } from './run.ts';

/** Where a distribution's packages come from: what a line of sources.list says. */
export interface Archive {
  /** `Debian` or `Ubuntu`, as in the archive's Release file. */
  readonly origin: string;
  readonly uri: string;
  /** `bookworm`, `noble-security`. */
  readonly suite: string;
  readonly components: readonly string[];
}

type Stanza = Readonly<Record<string, string>>;

const keyrings: Readonly<Record<string, string>> = {
  Debian: '/usr/share/keyrings/debian-archive-keyring.gpg',
  Ubuntu: '/usr/share/keyrings/ubuntu-archive-keyring.gpg',
};

/**
 * The Debian and Ubuntu archives that this machine's apt is configured with, as apt-get(8) indextargets says.
 * Machines made from container images often have no lists: then they are fetched first, as root.
 */
export async function machineArchives(options: RunOptions = {}): Promise<Archive[]> {
  const known = await readIndexTargets(options);
  if (known.length > 0) return known;
  await runAsRoot('apt-get', ['--quiet', 'update'], options);
  const archives = await readIndexTargets(options);
  if (archives.length > 0) return archives;
  throw new ToolError(
    'no-archive',
    "this machine's apt names no Debian or Ubuntu archive",
    'look into /etc/apt/sources.list and /etc/apt/sources.list.d',
  );
}

async function readIndexTargets(options: RunOptions): Promise<Archive[]> {
  const { stdout } = await run('apt-get', ['indextargets', 'Created-By: Packages'], options);
  return parseIndexTargets(stdout);
}

/** Stanzas of `apt-get indextargets`, put together by archive and suite. */
export function parseIndexTargets(text: string): Archive[] {
  const found = new Map<string, Archive>();
  for (const stanza of text.split(/\n{2,}/).map(parseStanza)) {
    const {
      Origin: origin = '',
      'Repo-URI': uri = '',
      Release: suite = '',
      Component: component = '',
    } = stanza;
    if (!(origin in keyrings)) continue;
    const key = `${uri} ${suite}`;
    const components = new Set([...(found.get(key)?.components ?? []), component]);
    found.set(key, { origin, uri, suite, components: [...components] });
  }
  return [...found.values()];
}

function parseStanza(text: string): Stanza {
  const fields = text.split('\n').map((line) => /^([\w-]+): (.*)$/.exec(line));
  return Object.fromEntries(fields.flatMap((match) => (match ? [[match[1] ?? '', match[2] ?? '']] : [])));
}

/** The archive with the release itself: the first whose suite is no -updates, -security or -backports. */
export function releaseArchive(archives: readonly Archive[]): Archive {
  const archive = archives.find(({ suite }) => !suite.includes('-')) ?? archives[0];
  if (archive === undefined) throw new Error('no archives');
  return archive;
}

/** The archives of one release: its own suite first, then updates and security; no backports. */
export function releaseArchives(archives: readonly Archive[]): Archive[] {
  const { suite, origin } = releaseArchive(archives);
  const wanted = new Set([suite, `${suite}-updates`, `${suite}-security`]);
  const own = archives.filter((archive) => archive.origin === origin && wanted.has(archive.suite));
  return own.sort((a, b) => Number(b.suite === suite) - Number(a.suite === suite));
}

/**
 * A line of sources.list(5). Signed-By is the distribution's keyring where it is installed; otherwise apt uses
 * the keys in trusted.gpg.d.
 */
export function sourceLine(type: 'deb' | 'deb-src', archive: Archive, architecture?: string): string {
  const keyring = keyrings[archive.origin];
  const options = [
    ...(architecture === undefined ? [] : [`arch=${architecture}`]),
    ...(keyring !== undefined && existsSync(keyring) ? [`signed-by=${keyring}`] : []),
  ];
  const bracket = options.length > 0 ? `[${options.join(' ')}] ` : '';
  return `${type} ${bracket}${archive.uri} ${archive.suite} ${archive.components.join(' ')}`;
}
