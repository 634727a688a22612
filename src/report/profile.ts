import type { RootfsProfile } from '../rootfs/profile.ts';

/** The profile as it is given to others: of the keys of apt and yum, which may be 100 KB and more, only the names. */
export function profileWithoutKeys({ apt, yum, ...rest }: RootfsProfile) {
  return {
    ...rest,
    ...(apt !== undefined && { apt: { ...apt, keyrings: Object.keys(apt.keyrings) } }),
    ...(yum !== undefined && { yum: { ...yum, keys: Object.keys(yum.keys) } }),
  };
}

/** A root filesystem in one line: `Debian GNU/Linux 12 (bookworm), aarch64, glibc 2.36, gcc 12, apt`. */
export function describeProfile({
  distribution,
  architecture,
  libc,
  gccMajor,
  packageManager,
}: RootfsProfile): string {
  const parts = [
    distribution.name || distribution.id || 'unknown distribution',
    architecture,
    libc.kind === 'none' ? 'no libc' : `${libc.kind} ${libc.version}`.trim(),
    ...(gccMajor === undefined ? [] : [`gcc ${gccMajor}`]),
    ...(packageManager === undefined ? [] : [packageManager]),
  ];
  return parts.join(', ');
}
