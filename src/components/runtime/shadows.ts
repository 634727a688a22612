import type { TreeEntry } from '../../tar/entry.ts';
import { linkEntry } from '../tree.ts';

/** The compiler wrapper in the image, relative to x86_64. */
export const TOOL = 'libexec/tool';

/** Linkers that a guest may have and a toolchain lacks, by the names by which gcc looks for them (-fuse-ld). */
const OTHER_LINKERS = ['ld.gold', 'ld.lld', 'ld.mold'];

/**
 * The shadow tree for `accelerate: compiler`: x86_64/native/usr/bin/NAME for every plain name of the toolchain, a
 * link to the compiler wrapper. Also for programs that the guest does not have: the directory is in PATH, before
 * /usr/bin, so that a rootfs without a compiler gets the native one under the usual names. And links to linkers that
 * only the guest may have, in a directory that the wrapper names to the compiler (native/launch/arguments.c).
 */
export function shadowEntries(tools: readonly string[]): TreeEntry[] {
  const links = tools.map((name) => linkEntry(`x86_64/native/usr/bin/${name}`, `../../../${TOOL}`));
  const linkers = OTHER_LINKERS.map((name) =>
    linkEntry(`x86_64/libexec/linkers/${name}`, `/usr/bin/${name}`),
  );
  // /bin/gcc is /usr/bin/gcc where /bin is a link to usr/bin, which is where compilers are installed.
  return [...links, ...linkers, linkEntry('x86_64/native/bin', 'usr/bin')];
}
