import type { RootfsProfile } from '../../rootfs/profile.ts';
import { GAWK_EXTENSIONS } from './gawk.ts';

/**
 * What in a program's text tells that it is not the guest's: the machine by its usual name and by Debian's, and where
 * gawk has modules in a lib64 layout, which names no machine.
 */
export const MARKERS = ['x86_64', 'amd64', '/usr/lib64/gawk'] as const;

/**
 * What the guest's own build of a program has in place of a string that was compiled into ours: the machine (bash's
 * HOSTTYPE), the host type (bash's MACHTYPE, make's MAKE_HOST), lists of directories (where pkgconf and make look for
 * libraries). Undefined for a string that is none of these.
 */
export function guestString(
  text: string,
  program: string,
  { machineTypes, multiarch }: Pick<RootfsProfile, 'machineTypes' | 'multiarch'>,
): string | undefined {
  if (text === 'x86_64') return 'aarch64';
  if (GAWK_EXTENSIONS.from.some((directory) => directory === text)) return GAWK_EXTENSIONS.to;
  if (program.startsWith('dpkg') && /\bamd64\b/.test(text)) return text.replaceAll('amd64', 'arm64');
  if (/^x86_64-[a-z0-9]+-linux-gnu$/.test(text)) {
    return machineTypes[program] ?? machineTypes.bash ?? 'aarch64-unknown-linux-gnu';
  }
  return multiarch !== undefined && DIRECTORIES.test(text) ? directories(text, multiarch) : undefined;
}

const DIRECTORIES =
  /^\/[^:]*\bx86_64-linux-gnu\b[^:]*(:\/[^:]*)*$|^\/[^:]*(:\/[^:]*)*:\/[^:]*\bx86_64-linux-gnu\b/;

/** i386 and x32 are companions of x86-64 only. */
const COMPANIONS = /i386|x32|lib32/;

function directories(list: string, multiarch: string): string {
  return list
    .split(':')
    .filter((directory) => !COMPANIONS.test(directory))
    .map((directory) => directory.replace('x86_64-linux-gnu', multiarch))
    .join(':');
}
