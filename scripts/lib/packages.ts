import { ToolError } from '../../src/errors.ts';
import lists from '../packages.json' with { type: 'json' };
import { asRoot, findProgram, runAsRoot } from './root.ts';
import { type RunOptions, run } from './run.ts';

export type Purpose = keyof typeof lists;

/** A package of packages.json. */
interface WantedPackage {
  readonly name: string;
  /** Not wanted where all these programs are there already, whoever installed them. */
  readonly unless?: readonly string[];
  /** Not every distribution has it; skipped where apt does not know it. */
  readonly optional?: boolean;
}

export const purposes = Object.keys(lists) as Purpose[];

/** True for a name of packages.json. */
export function isPurpose(name: string): name is Purpose {
  return purposes.some((purpose) => purpose === name);
}

/** The packages of some purposes, each once. */
export function wantedPackages(of: readonly Purpose[]): WantedPackage[] {
  const all = of
    .flatMap((purpose): (string | WantedPackage)[] => lists[purpose])
    .map((entry) => (typeof entry === 'string' ? { name: entry } : entry));
  return [...new Map(all.map((entry) => [entry.name, entry])).values()];
}

/**
 * Installs with apt-get what is missing of the packages for some purposes; does nothing when all are there.
 * Returns the names of what was installed. Throws ToolError when there is no apt, or neither root nor sudo.
 */
export async function ensurePackages(of: readonly Purpose[], options: RunOptions = {}): Promise<string[]> {
  if (findProgram('dpkg-query') === undefined || findProgram('apt-get') === undefined) {
    throw new ToolError(
      'no-apt',
      'this machine has no apt-get, with which missing programs would be installed',
      'use Debian 12, Ubuntu 22.04 or Ubuntu 24.04',
    );
  }
  const candidates = wantedPackages(of).filter(({ unless }) => !unless?.every(findProgram));
  const installed = await installedPackages(
    candidates.map(({ name }) => name),
    options,
  );
  let missing = candidates.filter(({ name }) => !installed.has(name));
  // Optional ones that apt does not know, as far as it was told, are no reason to ask the mirror.
  if (missing.every(({ optional }) => optional)) missing = await onlyKnown(missing, options);
  if (missing.length === 0) return [];
  checkRoot(missing);
  await aptGet(['update'], options);
  const names = (await onlyKnown(missing, options)).map(({ name }) => name);
  if (names.length > 0) await aptGet(['install', '--yes', '--no-install-recommends', ...names], options);
  return names;
}

async function installedPackages(names: readonly string[], options: RunOptions): Promise<Set<string>> {
  // Exit code 1 only says that some of the names are unknown to dpkg.
  const format = `\${db:Status-Abbrev} \${Package}\n`;
  const { stdout } = await run('dpkg-query', ['--show', `--showformat=${format}`, ...names], {
    ...options,
    inherit: false,
    ignoreExitCode: true,
  });
  const lines = stdout.split('\n').filter((line) => /^.i /.test(line));
  return new Set(lines.map((line) => line.split(/\s+/)[1] ?? ''));
}

async function onlyKnown(packages: readonly WantedPackage[], options: RunOptions): Promise<WantedPackage[]> {
  const optional = packages.filter((entry) => entry.optional).map(({ name }) => name);
  if (optional.length === 0) return [...packages];
  const { stdout } = await run('apt-cache', ['policy', ...optional], {
    ...options,
    inherit: false,
    env: { LC_ALL: 'C' },
  });
  const unknown = new Set(optional.filter((name) => !hasCandidate(stdout, name)));
  return packages.filter(({ name }) => !unknown.has(name));
}

/** Whether `apt-cache policy` (C locale) names a version of the package that could be installed. */
export function hasCandidate(policy: string, name: string): boolean {
  const section = policy.split(/^(?=\S)/m).find((text) => text.startsWith(`${name}:`));
  return section !== undefined && /^ +Candidate: (?!\(none\))/m.test(section);
}

function checkRoot(missing: readonly WantedPackage[]): void {
  try {
    asRoot('apt-get', []);
  } catch (cause) {
    const names = missing.map(({ name }) => name).join(' ');
    throw new ToolError(
      'root-needed',
      `these packages are missing, and installing them needs root: ${names}`,
      `as root: apt-get install ${names}`,
      { cause },
    );
  }
}

async function aptGet(args: readonly string[], options: RunOptions): Promise<void> {
  await runAsRoot('apt-get', ['--quiet', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    ...options,
    env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
  });
}
