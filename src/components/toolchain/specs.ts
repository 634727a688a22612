import type { Host } from '../../host/host.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { textEntry } from '../tree.ts';

/**
 * A specs file beside the compiler, which gcc reads by itself (GCC manual, "Spec Files"), with what the rootfs's own
 * compiler would know and a cross compiler does not: /usr/local/include (cppdefault.c leaves it out of cross
 * compilers), and in the lib64 layout the directories of that name. The changes follow the compiler's own specs,
 * because gcc does not complete its built-in ones once it has read a file.
 */
export async function guestSpecs(
  compiler: string,
  directory: string,
  profile: Pick<RootfsProfile, 'multiarch'>,
  host: Host,
): Promise<TreeEntry> {
  const { stdout } = await host.exec(compiler, ['-dumpspecs']);
  const lib64 = profile.multiarch === undefined ? LIB64 : '';
  return textEntry(`${directory}/specs`, `${stdout.trimEnd()}\n\n${LOCAL}${lib64}`);
}

/** Not with another --sysroot, where the image's own files have no place. */
const LOCAL = '*cpp:\n+ %{!nostdinc:%{!-sysroot=*:-isystem /usr/local/include}}\n\n';

/** Where crt1.o and -lNAME are looked for, and where ld looks for what shared libraries need in turn. */
const LIB64 =
  '*startfile_prefix_spec:\n/lib64/ /usr/lib64/ /lib/ /usr/lib/\n\n*link:\n+ -rpath-link /lib64:/usr/lib64\n\n';
