import { ToolError } from '../../../../errors.ts';
import type { RootfsProfile } from '../../../../rootfs/profile.ts';
import { type Candidate, type CxxLibrary, rankCandidates } from './candidates.ts';
import { type ConfigConstraints, configInvalid, readConstraints } from './constraints.ts';
import { configuredCpu, planCpu } from './cpu.ts';
import { findReleases, versionGiven } from './given-release.ts';
import { planHeaders } from './headers.ts';
import { planLinkers } from './linkers.ts';
import type { PlanOverrides } from './overrides.ts';
import type { BuildrootPlan, BuildrootSource, PlannedLibc } from './plan.ts';
import { explainCandidate, librariesReasons } from './reasons.ts';
import { majorOf, type Release, seriesOf } from './releases.ts';

/** A plan, and what the parts around the toolchain have to know of the choice. */
export interface FittedPlan extends BuildrootPlan {
  /** gcc's full version, where the table knows it. */
  readonly gccVersion: string;
  readonly cxxLibrary: CxxLibrary;
  /** What -mcpu=native means, in gcc's spelling; absent where the input cpu is no core (`max`). */
  readonly nativeCpu?: string;
  /** The toolchain's own libc serves where the rootfs has no development files: it is no newer. */
  readonly ownSysroot: boolean;
}

/**
 * Chooses the toolchain for a root filesystem: from the releases that there are, the one whose C library is no newer
 * than the rootfs's and whose gcc is the rootfs's own or near to it, so that what it builds starts there. Pure.
 * @throws ToolError `plan-no-libc`, `plan-release-unknown`, `plan-gcc-not-offered`, `plan-libc-differs`,
 * `buildroot-config-invalid`.
 */
export function planToolchain(profile: RootfsProfile, overrides: PlanOverrides): FittedPlan {
  const { kind } = profile.libc;
  if (kind === 'none') throw noLibc();
  const constraints = readConfig(overrides);
  if (constraints.libc !== undefined && constraints.libc !== kind) throw libcDiffers(constraints.libc, kind);
  const releases = findReleases(versionGiven(overrides, constraints.release), overrides);
  const best = chooseCandidate(releases, overrides.gccVersion ?? constraints.gcc, profile);
  const { release, gcc, libcVersion, libcFits, library } = best;
  const cpu =
    constraints.cpu === undefined
      ? planCpu(overrides.cpu, release, gcc)
      : configuredCpu(constraints.cpu, overrides.buildrootConfig?.location ?? '', release, gcc);
  const untried =
    overrides.sourceRelease === undefined
      ? []
      : [
          `Buildroot ${release.version} is newer than all that is known here: what it offers is read from its own files`,
        ];
  const headers =
    constraints.headers === undefined
      ? planHeaders(release, profile.distribution)
      : {
          series: constraints.headers,
          reason: `kernel headers ${constraints.headers}: buildroot-config says so`,
        };
  const linkers = planLinkers(constraints.binutils ?? release.defaultBinutils, constraints.gold);
  const libc: PlannedLibc = { kind, version: libcVersion };
  const { fortran = false } = constraints;
  return {
    release: seriesOf(release.version),
    source: sourceOf(overrides, release),
    gcc: majorOf(gcc),
    gccVersion: gcc,
    libc,
    headers: headers.series,
    cpu: cpu.cpu,
    cxx: library !== 'none' && constraints.cxx !== false,
    fortran,
    gold: linkers.gold,
    config: overrides.buildrootConfig?.lines ?? [],
    cxxLibrary: library,
    ...(cpu.native !== undefined && { nativeCpu: cpu.native }),
    ownSysroot: libcFits,
    reasons: [
      ...untried,
      ...explainCandidate(best, profile),
      ...librariesReasons(best, profile, fortran),
      linkers.reason,
      headers.reason,
      ...(cpu.reason === undefined ? [] : [cpu.reason]),
    ],
  };
}

function readConfig({ buildrootConfig, gccVersion }: PlanOverrides): ConfigConstraints {
  if (buildrootConfig === undefined) return {};
  const { lines, location } = buildrootConfig;
  const constraints = readConstraints(lines, location);
  const { gcc } = constraints;
  if (gcc === undefined || gccVersion === undefined || gcc === gccVersion) return constraints;
  throw configInvalid(
    location,
    `it chooses gcc ${gcc}, and gcc-version says ${gccVersion}`,
    'leave out gcc-version, or the lines BR2_GCC_VERSION_… of the file',
  );
}

function chooseCandidate(
  releases: readonly Release[],
  major: number | undefined,
  profile: RootfsProfile,
): Candidate {
  const ranked = rankCandidates(releases, profile);
  const best = ranked.find(({ gcc }) => major === undefined || majorOf(gcc) === major);
  if (best !== undefined) return best;
  const offered = [...new Set(ranked.map(({ gcc }) => majorOf(gcc)))].sort((a, b) => a - b);
  throw new ToolError(
    'plan-gcc-not-offered',
    `gcc-version: gcc ${major} is in no release of Buildroot that can be used` +
      (releases.length === 1 ? ` (${releases[0]?.version})` : ''),
    `use one of: ${offered.join(', ')}`,
  );
}

function sourceOf({ buildrootSource }: PlanOverrides, { version }: Release): BuildrootSource {
  return buildrootSource === undefined
    ? { kind: 'release', version }
    : { kind: 'given', spec: buildrootSource };
}

function noLibc(): ToolError {
  return new ToolError(
    'plan-no-libc',
    'the root filesystem has no C library that a toolchain could be fitted to',
    'give one with glibc or musl, or the path of an SDK tarball as toolchain',
  );
}

function libcDiffers(config: string, rootfs: string): ToolError {
  return new ToolError(
    'plan-libc-differs',
    `buildroot-config: it is for ${config} and the root filesystem has ${rootfs}`,
    `leave the C library out of it, or choose BR2_TOOLCHAIN_BUILDROOT_${rootfs.toUpperCase()}`,
  );
}
