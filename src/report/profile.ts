import type { RootfsProfile } from '../rootfs/profile.ts';

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
