import { compareVersions } from '../../../../compare-versions.ts';
import versions from '../../../../versions.json' with { type: 'json' };
import libstdcxx from './libstdcxx.json' with { type: 'json' };
import table from './releases.json' with { type: 'json' };

/** What a Buildroot release offers for aarch64. */
export interface Release {
  /** The newest point release of its series, `2025.02.16`. */
  readonly version: string;
  readonly glibc: string;
  readonly musl: string;
  /** Full versions, oldest first. */
  readonly gcc: readonly string[];
  readonly binutils: readonly string[];
  /** Of these, what is built where the configuration does not say. */
  readonly defaultBinutils: string;
  /** Series of kernel headers, oldest first. */
  readonly headers: readonly string[];
}

const PINS: Readonly<Record<string, { version: string; commit: string }>> = versions.buildroot.releases;

/**
 * One release of each series that can be used at all, oldest first: what it offers, and as src/versions.json pins it.
 * scripts/buildroot-releases.ts derives both from Buildroot's repository.
 */
export const RELEASES: readonly Release[] = Object.entries(table.releases).flatMap(([series, offers]) => {
  const pin = PINS[series];
  return pin === undefined ? [] : [{ version: pin.version, ...offers }];
});

/** `2025.02` of `2025.02.16`. */
export function seriesOf(version: string): string {
  return version.slice(0, 'YYYY.MM'.length);
}

/** The February releases are those that Buildroot maintains for long (Buildroot manual, "Release Engineering"). */
export function isLongTerm({ version }: Release): boolean {
  return seriesOf(version).endsWith('.02');
}

/** A gcc version's major number (gcc 5 and newer). */
export function majorOf(gcc: string): number {
  return Number.parseInt(gcc, 10);
}

/** Whether release and gcc know a core, by gcc's name of it (`neoverse-n1`). */
export function knowsCpu(cpu: string, release: Release, gcc: string): boolean {
  const cpus: Readonly<Record<string, { since: string; gcc: number }>> = table.cpus;
  const entry = cpus[cpu];
  return entry !== undefined && seriesOf(release.version) >= entry.since && majorOf(gcc) >= entry.gcc;
}

/** The highest GLIBCXX_ version of a gcc's libstdc++; undefined for a gcc that is newer or older than the table. */
export function glibcxxOf(gcc: string): string | undefined {
  const versions: Readonly<Record<string, string>> = libstdcxx.glibcxx;
  const since = Object.keys(versions)
    .filter((version) => majorOf(version) === majorOf(gcc) && compareVersions(version, gcc) <= 0)
    .sort(compareVersions)
    .at(-1);
  return since === undefined ? undefined : versions[since];
}
