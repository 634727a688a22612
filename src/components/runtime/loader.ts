import { ToolError } from '../../errors.ts';

/** Names in glibc's loader (elf/rtld.c, elf/dl-cache.h) and ours, of the same length. */
export const LOADER_NAMES = [
  { from: '/etc/ld.so.preload', to: '/x86_64/ld.preload' },
  { from: '/etc/ld.so.cache', to: '/x86_64/ld.cache' },
] as const;

/**
 * A copy of glibc's x86-64 loader that reads /x86_64/ld.preload and /x86_64/ld.cache in place of the guest's files
 * under /etc, which are for arm64.
 * @throws ToolError `loader-unknown` unless each name is there exactly once, as a whole C string: then this is not a
 *   loader that we know.
 */
export function patchLoader(loader: Uint8Array): Buffer {
  const patched = Buffer.from(loader);
  for (const { from, to } of LOADER_NAMES) {
    const name = Buffer.from(`\0${from}\0`);
    const at = patched.indexOf(name);
    if (at < 0 || patched.indexOf(name, at + 1) >= 0) throw unknownLoader(from);
    patched.write(to, at + 1, 'latin1');
  }
  return patched;
}

function unknownLoader(name: string): ToolError {
  return new ToolError(
    'loader-unknown',
    `this machine's x86-64 loader does not name ${name} exactly once, so it cannot be made private`,
    'run on a distribution with glibc, such as Debian or Ubuntu, and report its glibc version if it is one',
  );
}
