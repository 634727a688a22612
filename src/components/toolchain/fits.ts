import { compareVersions } from '../../compare-versions.ts';
import { ToolError } from '../../errors.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';

/** What a toolchain's programs may need of the system on which they start. */
export interface ToolchainNeeds {
  /** glibc version that its libgcc and libstdc++ were built against. */
  readonly glibc: string;
  /** Highest GLIBCXX_ version of its libstdc++. */
  readonly glibcxx: string;
}

const OTHER =
  'use a toolchain made for this root filesystem: toolchain=buildroot or the path of an SDK tarball';

/**
 * Throws ToolError `toolchain-does-not-fit` when a program built with the toolchain might not start on the root
 * filesystem. A program takes symbol versions from the rootfs's libc, which it is linked against, but also from
 * the toolchain's libgcc.a and libstdc++ (ld.so(8), "version `GLIBC_2.xx' not found").
 */
export function checkToolchainFits(needs: ToolchainNeeds, profile: RootfsProfile): void {
  const { libc, glibcxx } = profile;
  const rootfs = `the root filesystem (${profile.distribution.name || 'unknown distribution'})`;
  if (libc.kind === 'musl') throw refuse(`it builds for glibc and ${rootfs} has musl`);
  if (libc.version !== '' && compareVersions(needs.glibc, libc.version) > 0) {
    throw refuse(`it was built against glibc ${needs.glibc} and ${rootfs} has glibc ${libc.version}`);
  }
  if (glibcxx !== undefined && compareVersions(needs.glibcxx, glibcxx) > 0) {
    throw refuse(`its libstdc++ has GLIBCXX_${needs.glibcxx} and that of ${rootfs} only GLIBCXX_${glibcxx}`);
  }
}

function refuse(why: string): ToolError {
  const message = `toolchain "system" could build programs that do not start: ${why}`;
  return new ToolError('toolchain-does-not-fit', message, OTHER);
}

/**
 * GLIBCXX_ version of a library file: libstdc++.so.6.0.N defines GLIBCXX_3.4.N (libstdc++ manual, "ABI Policy and
 * Guidelines"). Undefined for another name.
 */
export function glibcxxOfFile(name: string): string | undefined {
  const minor = /libstdc\+\+\.so\.6\.0\.(\d+)$/.exec(name)?.[1];
  return minor === undefined ? undefined : `3.4.${minor}`;
}
