import { compareVersions } from '../../../../compare-versions.ts';
import type { RootfsProfile } from '../../../../rootfs/profile.ts';
import { defaultGcc } from './default-gcc.ts';
import { glibcxxOf, isLongTerm, majorOf, type Release } from './releases.ts';

/**
 * Where C++ programs, and what gcc itself adds to any program, get their library from:
 * - `toolchain`: headers and libraries of the toolchain; at run time the rootfs's libstdc++, which is no older.
 * - `guest`: headers and libraries of the rootfs's own gcc of the same major.
 * - `static`: the toolchain's, linked statically.
 * - `none`: no C++ compiler, since nothing it links would start.
 */
export type CxxLibrary = 'toolchain' | 'guest' | 'static' | 'none';

/** A release with one gcc of those it offers, judged against a rootfs. */
export interface Candidate {
  readonly release: Release;
  readonly gcc: string;
  readonly libcVersion: string;
  /** The toolchain's libc is no newer than the rootfs's. */
  readonly libcFits: boolean;
  readonly library: CxxLibrary;
}

/** What the choice depends on. */
type FittedTo = Pick<RootfsProfile, 'libc' | 'glibcxx' | 'gccMajor' | 'libstdcxx' | 'distribution'>;

/** All candidates of the releases, the best first. */
export function rankCandidates(releases: readonly Release[], profile: FittedTo): Candidate[] {
  return releases
    .flatMap((release) => release.gcc.map((gcc) => judge(release, gcc, profile)))
    .sort((a, b) => compare(a, b, profile));
}

function judge(release: Release, gcc: string, profile: FittedTo): Candidate {
  const libcVersion = profile.libc.kind === 'musl' ? release.musl : release.glibc;
  const libcFits = compareVersions(libcVersion, profile.libc.version) <= 0;
  return { release, gcc, libcVersion, libcFits, library: libraryFor(gcc, libcFits, profile) };
}

function libraryFor(gcc: string, libcFits: boolean, profile: FittedTo): CxxLibrary {
  const glibcxx = glibcxxOf(gcc);
  const cxxFits =
    profile.glibcxx !== undefined && glibcxx !== undefined && compareVersions(glibcxx, profile.glibcxx) <= 0;
  if (libcFits && cxxFits) return 'toolchain';
  if (profile.libstdcxx?.some(({ major }) => major === majorOf(gcc))) return 'guest';
  if (libcFits) return 'static';
  // Built against a newer libc, yet it may need nothing of what is new there: the gate looks at the real symbols.
  return cxxFits ? 'toolchain' : 'none';
}

/**
 * What is certain to work comes first, then the gcc major of the rootfs or its distribution, then what
 * is near to it.
 */
function compare(a: Candidate, b: Candidate, { gccMajor, distribution }: FittedTo): number {
  const wanted = gccMajor ?? defaultGcc(distribution);
  const own = ({ gcc }: Candidate): number => (majorOf(gcc) === wanted ? 0 : 1);
  return (
    rank(a) - rank(b) ||
    own(a) - own(b) ||
    Number(b.libcFits) - Number(a.libcFits) ||
    majorOf(b.gcc) - majorOf(a.gcc) ||
    // As near to the rootfs's libc as can be: from below, or else from above.
    compareVersions(b.libcVersion, a.libcVersion) * (a.libcFits ? 1 : -1) ||
    Number(isLongTerm(b.release)) - Number(isLongTerm(a.release)) ||
    compareVersions(b.release.version, a.release.version)
  );
}

function rank({ library, libcFits }: Candidate): number {
  if (library === 'guest' || (library === 'toolchain' && libcFits)) return 0;
  return { static: 1, toolchain: 2, none: 3 }[library];
}
