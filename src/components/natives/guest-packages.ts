import type { ArchivePackage } from './archive.ts';
import { type NativePackage, type Versions, visibleVersion } from './choose.ts';
import type { GuestApt } from './guest-apt.ts';

/** A package as apt-cache(8) shows it. */
interface DebPackage extends ArchivePackage {
  readonly depends: string;
}

/** What any stand-in needs, and what the runtime takes where the release's C library is newer than the machine's. */
const BASE = ['libc6', 'libgcc-s1', 'libstdc++6', 'libc-gconv-modules-extra'];

/** Debian policy 8.1: packages of shared libraries begin with lib, but zlib's; those of Perl, of data … do as well. */
const LIBRARY = /^(?:lib(?!.*-(?:perl|dev|data|common|bin|mgc)$)|zlib1g$)/;

/**
 * The packages that give the guest native programs, those in `packages` and the shared libraries that they depend on,
 * sorted by name: the guest's own version where the archive still has it, else the newest with the same major and
 * minor version. What the guest does not have, it would get in the archive's newest version.
 */
export async function choosePackagesOf(
  apt: Pick<GuestApt, 'run'>,
  packages: readonly NativePackage[],
  guest: Versions,
): Promise<{ readonly found: readonly DebPackage[]; readonly different: readonly string[] }> {
  const names = packages.map((item) => item.package);
  const offered = await show(apt, names, '--all-versions');
  const candidates = await show(apt, names, '--no-all-versions');
  const found = new Map<string, DebPackage>();
  const different: string[] = [];
  for (const name of names) {
    const theirs = guest[name];
    const all = offered.filter((item) => item.name === name);
    const chosen =
      theirs === undefined ? candidates.find((item) => item.name === name) : nearest(theirs, all);
    if (chosen !== undefined) found.set(name, chosen);
    else if (theirs !== undefined) different.push(`${name} ${theirs}`);
  }
  let wanted = [...BASE, ...librariesOf([...found.values()])];
  while (wanted.length > 0) {
    const added = await show(apt, wanted, '--no-all-versions');
    for (const item of added) found.set(item.name, item);
    wanted = librariesOf(added).filter((name) => !found.has(name));
  }
  return { found: [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), different };
}

function nearest(version: string, offered: readonly DebPackage[]): DebPackage | undefined {
  return (
    offered.find((item) => item.version === version) ??
    offered.find((item) => visibleVersion(item.version) === visibleVersion(version))
  );
}

/** Names of the library packages in Depends fields; of alternatives the first. */
function librariesOf(packages: readonly DebPackage[]): string[] {
  const groups = packages.flatMap(({ depends }) => depends.split(','));
  const names = groups.map((group) => /^\s*([a-z0-9][a-z0-9+.-]*)/.exec(group)?.[1] ?? '');
  return [...new Set(names.filter((name) => LIBRARY.test(name)))];
}

/** What the archive says of those packages that it has, the newest version of each first. */
async function show(
  apt: Pick<GuestApt, 'run'>,
  names: readonly string[],
  versions: string,
): Promise<DebPackage[]> {
  // apt-cache fails when it knows none of the names; this one it knows.
  const shown = parsePackages(await apt.run('apt-cache', [versions, 'show', 'libc6', ...names]));
  return shown.filter(({ name }) => names.includes(name));
}

/** Stanzas of a Packages file (deb-control(5)). */
function parsePackages(text: string): DebPackage[] {
  return text.split(/\n{2,}/).flatMap((stanza) => {
    const field = (name: string) => new RegExp(`^${name}: *(.*)$`, 'm').exec(stanza)?.[1] ?? '';
    const [name, version, sha256] = [field('Package'), field('Version'), field('SHA256')];
    if (name === '' || sha256 === '') return [];
    return [{ name, version, sha256, depends: [field('Pre-Depends'), field('Depends')].join() }];
  });
}
