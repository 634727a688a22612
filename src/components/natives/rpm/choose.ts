import type { ArchiveChoice, ArchivePackage } from '../archive.ts';
import { type NativePackage, type Versions, visibleVersion, withoutReplaced } from '../choose.ts';
import type { GuestDnf } from './dnf.ts';

/** A package as dnf repoquery shows it. */
interface Rpm extends ArchivePackage {
  /** Shared libraries as rpm names them, `libacl.so.1()(64bit)`. */
  readonly needs: readonly string[];
  readonly gives: ReadonlySet<string>;
}

/** What any stand-in needs, and what the runtime takes where the release's C library is newer than the machine's. */
const BASE = ['glibc', 'glibc-common', 'glibc-gconv-extra', 'libgcc', 'libstdc++'];

/** dnf4's repoquery prints equal texts once, sorted; a package's lists have one item a line. */
const FORMAT = '@%{name} %{evr}\n%{requires}\n=\n%{provides}';

/**
 * The packages that give the guest native programs, those in `packages` and the shared libraries that they need,
 * sorted by name: the guest's own version where the repositories still have it, else the newest with the same major and
 * minor version. What the guest does not have, it would get in the newest version.
 * @throws ToolError `guest-archive`.
 */
export async function chooseRpms(
  dnf: Pick<GuestDnf, 'run'>,
  packages: readonly NativePackage[],
  guest: Versions,
): Promise<Omit<ArchiveChoice, 'complete'>> {
  const names = withoutReplaced(packages, guest).map((item) => item.package);
  const exact = await query(
    dnf,
    names.flatMap((name) => specs(name, guest[name], exactly)),
  );
  const newest = await query(dnf, [
    '--latest-limit=1',
    ...names.flatMap((name) => specs(name, guest[name], visibly)),
    ...BASE,
  ]);
  const found = new Map<string, Rpm>();
  for (const name of [...BASE, ...names]) {
    const same = (item: Rpm) => item.name === name;
    const chosen = exact.find(same) ?? newest.find(same);
    if (chosen !== undefined) found.set(name, chosen);
  }
  await addLibraries(dnf, found, guest);
  const missing = names.filter((name) => guest[name] !== undefined && !found.has(name));
  return {
    found: [...found.values()]
      .map(({ name, version }) => ({ name, version }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    different: missing.map((name) => `${name} ${guest[name]}`),
  };
}

const exactly = (name: string, version: string): string[] => [`${name}-${version}`];
const visibly = (name: string, version: string): string[] => {
  const visible = visibleVersion(version);
  return [`${name}-${visible}-*`, `${name}-${visible}.*`];
};

/** What dnf is asked for a package of the guest's version, and for one that the guest does not have. */
function specs(name: string, version: string | undefined, of: typeof exactly): string[] {
  if (version !== undefined) return of(name, version);
  return of === exactly ? [] : [name];
}

/** Adds the packages of the shared libraries that those found need, again and again. */
async function addLibraries(
  dnf: Pick<GuestDnf, 'run'>,
  found: Map<string, Rpm>,
  guest: Versions,
): Promise<void> {
  const asked = new Set<string>();
  for (;;) {
    const all = [...found.values()];
    const wanted = [...new Set(all.flatMap(({ needs }) => needs))].filter(
      (need) => !asked.has(need) && !all.some(({ gives }) => gives.has(need)),
    );
    if (wanted.length === 0) return;
    const offered = await query(dnf, ['--latest-limit=1', `--whatprovides=${wanted.join(',')}`]);
    for (const need of wanted) {
      asked.add(need);
      const givers = offered.filter(({ gives }) => gives.has(need));
      // libcurl and libcurl-minimal: the guest's, else the plainer name.
      const own = givers.find(({ name }) => guest[name] !== undefined);
      const giver = own ?? givers.sort((a, b) => a.name.length - b.name.length)[0];
      if (giver !== undefined) found.set(giver.name, giver);
    }
  }
}

async function query(dnf: Pick<GuestDnf, 'run'>, args: readonly string[]): Promise<Rpm[]> {
  if (args.length === 0) return [];
  return parseRpms(await dnf.run('repoquery', ['--arch=x86_64', `--queryformat=${FORMAT}`, ...args]));
}

/** What FORMAT gives. */
function parseRpms(text: string): Rpm[] {
  return text
    .split(/^@/m)
    .slice(1)
    .flatMap((part) => {
      const [head = '', ...lines] = part.split('\n');
      const [name = '', version] = head.split(' ');
      if (version === undefined) return [];
      const middle = lines.indexOf('=');
      const libraries = (of: readonly string[]) => of.filter((line) => LIBRARY.test(line));
      return [
        {
          name,
          version,
          needs: libraries(lines.slice(0, middle)),
          gives: new Set(libraries(lines.slice(middle))),
        },
      ];
    });
}

/** A library, not one of its versions: each package that needs one needs the library as well. */
const LIBRARY = /^[^\s()/]+\.so[^\s()/]*\(\)\(64bit\)$/;
