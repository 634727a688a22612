import type { Host } from '../../host/host.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { textEntry } from '../tree.ts';

/**
 * A specs file beside the compiler, which gcc reads by itself (GCC manual, "Spec Files"), for root filesystems that
 * keep libraries in /usr/lib64: Debian's cross gcc knows its multiarch directories and /usr/lib only. The first
 * names where crt1.o and -lNAME are looked for, the second where ld looks for what shared libraries need in turn.
 * They follow the compiler's own specs, because gcc does not complete its built-in ones once it has read a file.
 */
export async function lib64Specs(compiler: string, directory: string, host: Host): Promise<TreeEntry> {
  const { stdout } = await host.exec(compiler, ['-dumpspecs']);
  return textEntry(`${directory}/specs`, `${stdout.trimEnd()}\n\n${LIB64}`);
}

const LIB64 =
  '*startfile_prefix_spec:\n/lib64/ /usr/lib64/ /lib/ /usr/lib/\n\n*link:\n+ -rpath-link /lib64:/usr/lib64\n\n';
