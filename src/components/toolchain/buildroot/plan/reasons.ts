import type { RootfsProfile } from '../../../../rootfs/profile.ts';
import type { Candidate } from './candidates.ts';
import { defaultGcc } from './default-gcc.ts';
import { glibcxxOf, majorOf } from './releases.ts';
import { absentLibraries } from './static-libraries.ts';

/** Why a candidate is right for the rootfs, and what follows where it is not quite: a sentence each. */
export function explainCandidate(candidate: Candidate, profile: RootfsProfile): string[] {
  return [libcReason(candidate, profile), gccReason(candidate, profile), cxxReason(candidate, profile)];
}

/** Where Fortran programs get libgfortran from; nothing where it comes as libstdc++ does. */
function fortranReason({ gcc, library }: Candidate, { libstdcxx }: RootfsProfile): string[] {
  if (library !== 'guest') return [];
  const own = libstdcxx?.find(({ major }) => major === majorOf(gcc))?.fortran;
  return own
    ? [`Fortran: libgfortran of the root filesystem's own gcc ${majorOf(gcc)}`]
    : [
        `Fortran: the toolchain's libgfortran, linked statically; the root filesystem's gcc ${majorOf(gcc)} has none`,
      ];
}

/** How what is not C or C++ is linked: a sentence each, where there is something to say. */
export function librariesReasons(candidate: Candidate, profile: RootfsProfile, fortran: boolean): string[] {
  return [...(fortran ? fortranReason(candidate, profile) : []), ...librariesReason(candidate, profile)];
}

/** Which of gcc's other libraries become a part of programs; nothing where C++ comes otherwise than shared from the toolchain. */
function librariesReason({ library }: Candidate, profile: RootfsProfile): string[] {
  const absent = library === 'static' || library === 'guest' ? [] : absentLibraries(profile);
  return absent.length === 0
    ? []
    : [`linked statically into programs, since the root filesystem has no shared ones: ${absent.join(', ')}`];
}

function libcReason({ release, libcVersion, libcFits }: Candidate, { libc, libcDevelopment }: RootfsProfile) {
  const brings = `Buildroot ${release.version} brings ${libc.kind} ${libcVersion}`;
  if (libcFits) return `${brings}, no newer than the root filesystem's ${libc.version}`;
  const older = `${brings}, and no release that can be used has one as old as the root filesystem's ${libc.version}`;
  return libcDevelopment
    ? `${older}: programs are linked against the root filesystem's own`
    : `${older}: nothing can be linked until its development files are installed`;
}

function gccReason({ gcc }: Candidate, { gccMajor, distribution }: RootfsProfile): string {
  const wanted = gccMajor ?? defaultGcc(distribution);
  if (wanted === undefined) return `gcc ${gcc}: the newest that goes with it; the root filesystem has none`;
  const whose =
    gccMajor === undefined
      ? `that of ${distribution.name || distribution.id} by default (the root filesystem has none)`
      : "the root filesystem's own";
  return majorOf(gcc) === wanted
    ? `gcc ${gcc}: the major is ${whose}, ${wanted}`
    : `gcc ${gcc}: ${whose}, ${wanted}, is not on offer`;
}

function cxxReason({ gcc, library, libcFits }: Candidate, { glibcxx }: RootfsProfile): string {
  const own = glibcxxOf(gcc);
  const rootfs = glibcxx === undefined ? 'has none' : `has GLIBCXX_${glibcxx}`;
  switch (library) {
    case 'toolchain':
      return (
        `C++: the toolchain's libstdc++ (GLIBCXX_${own}), which the root filesystem's (GLIBCXX_${glibcxx}) can ` +
        `stand in for${libcFits ? '' : '; what it needs of libc is checked when it is built'}`
      );
    case 'guest':
      return `C++: headers and library of the root filesystem's own gcc ${majorOf(gcc)}`;
    case 'static':
      return `C++: libstdc++ and libgcc are linked statically, since the toolchain's is GLIBCXX_${own} and the root filesystem ${rootfs}`;
    case 'none':
      return (
        `C++: none; the toolchain's libstdc++ would need a newer libc, and the root filesystem ${rootfs} and no ` +
        `headers for gcc ${majorOf(gcc)}. Its own g++, once it is installed, runs emulated`
      );
  }
}
