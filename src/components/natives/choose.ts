/** A package whose programs may stand in for the guest's: a line of packages.json. */
export interface NativePackage {
  readonly package: string;
  /** The lowest level of acceleration that has it. */
  readonly level: NativeLevel;
  /** Programs that must be the guest's own: they are about its files or its libraries, not only about data. */
  readonly except?: readonly string[];
  /** Only these programs, when they are few. */
  readonly only?: readonly string[];
  /** A package of the list in whose place this one is, where the guest has it; elsewhere it is not taken. */
  readonly insteadOf?: string;
  /** Where they are, if not in /usr/bin: a directory that the exec router knows (native/router/router.h). */
  readonly directory?: string;
}

export type NativeLevel = 'build' | 'full';

/** Versions of packages by name. */
export type Versions = Readonly<Record<string, string>>;

interface Choice {
  readonly chosen: readonly NativePackage[];
  /** Packages that the guest has and this machine has not. */
  readonly missing: readonly string[];
  /** Packages whose versions differ in what scripts can see. */
  readonly different: readonly string[];
}

/**
 * Which packages of this machine give the guest native programs: those that the guest has in the same major and
 * minor version. Where both are the same release of a distribution, also what this machine has and the guest has
 * not yet: a stand-in is only used once the guest's own program is there, and its package manager would install the
 * same version.
 */
export function choosePackages(
  packages: readonly NativePackage[],
  level: NativeLevel,
  guest: Versions,
  machine: Versions,
  sameRelease: boolean,
): Choice {
  const pairs = packagesOf(packages, level).map((item) => ({
    item,
    theirs: guest[item.package],
    ours: machine[item.package],
  }));
  const fits = (theirs: string | undefined, ours: string): boolean =>
    theirs === undefined ? sameRelease : visibleVersion(theirs) === visibleVersion(ours);
  return {
    chosen: pairs.flatMap(({ item, theirs, ours }) =>
      ours !== undefined && fits(theirs, ours) ? [item] : [],
    ),
    missing: pairs.flatMap(({ item, theirs, ours }) =>
      theirs !== undefined && ours === undefined ? [item.package] : [],
    ),
    different: pairs.flatMap(({ item, theirs, ours }) =>
      theirs !== undefined && ours !== undefined && !fits(theirs, ours)
        ? [`${item.package} (${theirs} there, ${ours} here)`]
        : [],
    ),
  };
}

/** Those packages that a level of acceleration has. */
export function packagesOf(packages: readonly NativePackage[], level: NativeLevel): readonly NativePackage[] {
  return packages.filter((item) => level === 'full' || item.level === 'build');
}

/** The packages without those that another one stands in the place of, or that the guest does not have instead. */
export function withoutReplaced(
  packages: readonly NativePackage[],
  guest: Versions,
): readonly NativePackage[] {
  const there = packages.filter((item) => item.insteadOf === undefined || guest[item.package] !== undefined);
  return there.filter((item) => !there.some(({ insteadOf }) => insteadOf === item.package));
}

/** Major and minor of a package's upstream version: `2:3.8.2+dfsg-1` → `3.8` (deb-version(7)). */
export function visibleVersion(version: string): string {
  return /^(?:\d+:)?(\d+(?:\.\d+)?)/.exec(version)?.[1] ?? version;
}
