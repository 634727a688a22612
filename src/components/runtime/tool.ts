import { contentKey, type KeyParts } from '../key.ts';

/**
 * The compiler wrapper for a toolchain: the program with up to 64 KiB of zeros behind it. ccache knows a compiler by
 * its file's size and time (`compiler_check`, ccache(1)); every name of every compiler leads to this file, which has no
 * time of its own, so its size has to tell one toolchain from another. Else objects of the last image's compiler would
 * be taken for this one's.
 */
export function toolFor(program: Buffer, toolchain: KeyParts): Buffer {
  const key = contentKey('toolchain', toolchain);
  const length = Number.parseInt(key.slice(-4), 16);
  return Buffer.concat([program, Buffer.alloc(length)]);
}
