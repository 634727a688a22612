import type { AptProfile } from './apt.ts';
import type { CompilerDefaults } from './compiler-defaults.ts';
import type { YumProfile } from './rpm/yum.ts';

/** What is needed to compile and link C++ with a gcc of the rootfs; all paths absolute. */
export interface LibstdcxxFiles {
  /** gcc's major version. */
  readonly major: number;
  /** Directories of headers, in the order in which gcc looks. */
  readonly headers: readonly string[];
  /** gcc's own directory, which has libgcc and the start files, and libstdc++ in most distributions. */
  readonly directory: string;
  /** Fortran can be linked as well: libgfortran is there. */
  readonly fortran?: true;
}

/** What inspection of a root filesystem found; everything that is fitted to a rootfs is chosen from it. */
export interface RootfsProfile {
  /** os-release ID, VERSION_ID and PRETTY_NAME; empty strings when the file is missing. */
  readonly distribution: { readonly id: string; readonly version: string; readonly name: string };
  readonly architecture: 'aarch64';
  /** kind `none` for a rootfs of static programs only. Version as in `2.36`, empty when not found. */
  readonly libc: { readonly kind: 'glibc' | 'musl' | 'none'; readonly version: string };
  /** Highest GLIBCXX_ version that its libstdc++.so.6 defines (`3.4.30`), absent without libstdc++. */
  readonly glibcxx?: string;
  /** Highest CXXABI_ version of the same library. */
  readonly cxxabi?: string;
  /** Highest GCC_ version that its libgcc_s.so.1 defines (`4.5.0`). */
  readonly libgcc?: string;
  /** Sonames of gcc's other run-time libraries in it (`libgomp.so.1`, `libasan.so.8`), absent without any. */
  readonly gccLibraries?: readonly string[];
  /** Its libstdc++'s development files, absent without any. */
  readonly libstdcxx?: readonly LibstdcxxFiles[];
  /** What its own gcc does without being asked, absent without one. */
  readonly compilerDefaults?: CompilerDefaults;
  /** Major version of the rootfs's own gcc, absent without one. */
  readonly gccMajor?: number;
  /** `aarch64-linux-gnu` in Debian's multiarch layout, absent in the lib64 layout. */
  readonly multiarch?: string;
  /** Where files under /lib64 really are, relative to the root (`usr/lib64`, `lib64`). */
  readonly lib64: string;
  /** The rootfs's libc development files (stdio.h and crt1.o) are there. */
  readonly libcDevelopment: boolean;
  readonly packageManager?: 'apt' | 'dnf' | 'yum' | 'apk' | 'zypper' | 'pacman';
  /** The shell to start: `/bin/bash` when there is one, else `/bin/sh`. */
  readonly shell: '/bin/bash' | '/bin/sh';
  /** Absolute paths of programs (or links to programs) in the PATH directories, as /usr/bin/gcc; for shadows. */
  readonly programs: readonly string[];
  /** Where those of them that are links lead in the end: /usr/bin/awk → /usr/bin/mawk. */
  readonly programLinks: Readonly<Record<string, string>>;
  /** Versions of the installed packages by name; absent without a record of dpkg's or rpm's that can be read. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Whose record that is: dpkg's or rpm's. */
  readonly packageFormat?: 'deb' | 'rpm';
  /** Where those come from; absent where apt is told nothing. */
  readonly apt?: AptProfile;
  /** Where rpm's come from; absent where dnf and yum are told nothing, and where dpkg has a record. */
  readonly yum?: YumProfile;
  /** The file, relative to the root, in which yum's variable releasever has to be set, and to what. */
  readonly yumReleasever?: { readonly path: string; readonly value: string };
  /** Host types compiled into the rootfs's bash and make (`aarch64-unknown-linux-gnu`), by program. */
  readonly machineTypes: Readonly<Record<string, string>>;
}
