import { readdir, readlink, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ifThere } from '../../files/if-there.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { directoryEntries, fileEntry, withoutDanglingLinks } from '../tree.ts';
import { isNeedless } from './needless.ts';
import { ownSysrootPath, withOwnScripts } from './own-sysroot.ts';
import { HOST } from './toolchain.ts';

/** How a toolchain is laid out, seen from its top directory. */
export interface SdkLayout {
  /** gcc's target, which begins the names of its programs: `aarch64-none-linux-gnu`. */
  readonly target: string;
  /** As in lib/gcc/TARGET/VERSION. */
  readonly version: string;
  /** Where its own C library is: Buildroot's and Bootlin's is in TARGET/sysroot, Arm's in TARGET/libc. */
  readonly sysroot?: string;
}

/** @returns undefined when there is no compiler for aarch64 Linux below the directory. */
export async function findLayout(directory: string): Promise<SdkLayout | undefined> {
  const names = (path: string): Promise<string[]> => namesIn(join(directory, path));
  const programs = new Set(await names('bin'));
  for (const target of await names('lib/gcc')) {
    if (!/^aarch64-.*linux/.test(target) || !programs.has(`${target}-gcc`)) continue;
    const [version] = (await names(`lib/gcc/${target}`)).filter((name) => /^\d/.test(name));
    const inside = await names(target);
    const sysroot = ['sysroot', 'libc'].find((name) => inside.includes(name));
    if (version !== undefined)
      return { target, version, ...(sysroot !== undefined && { sysroot: `${target}/${sysroot}` }) };
  }
  return undefined;
}

/**
 * Where a file of the toolchain goes in the image; undefined when it stays behind. x86_64/host/bin is in PATH, so only
 * programs with the target's name go there. What Buildroot's wrapper stands before (NAME.br_real) takes its place: the
 * wrapper refuses the rootfs's own directories, and forces another sysroot.
 */
function sdkPath(path: string, { target, sysroot }: SdkLayout): string | undefined {
  if (path.startsWith('bin/'))
    return path.startsWith(`bin/${target}-`) ? `${HOST}/${path.replace(/\.br_real$/, '')}` : undefined;
  if (sysroot !== undefined && path.startsWith(`${sysroot}/`))
    return ownSysrootPath(path.slice(sysroot.length + 1));
  const taken =
    ['lib/gcc/', 'libexec/gcc/', 'lib/bfd-plugins/', `${target}/`, 'share/gdb/'].some((start) =>
      path.startsWith(start),
    ) || /^lib\/[^/]+\.so(\.[\d.]+)?$/.test(path);
  return taken && !isNeedless(path) ? `${HOST}/${path}` : undefined;
}

/**
 * The toolchain as entries below x86_64/host.
 * @param withSysroot takes its own C library along, as x86_64/host/sysroot.
 */
export async function sdkEntries(
  directory: string,
  layout: SdkLayout,
  withSysroot: boolean,
): Promise<TreeEntry[]> {
  const found = new Map<string, TreeEntry>();
  const sysroot: TreeEntry[] = [];
  for (const entry of await directoryEntries(directory, '')) {
    const path = sdkPath(entry.path, layout);
    if (path === undefined) continue;
    if (layout.sysroot !== undefined && entry.path.startsWith(`${layout.sysroot}/`))
      sysroot.push({ ...entry, path });
    else if (!(await isWrapper(directory, entry)) && (!found.has(path) || entry.path.endsWith('.br_real')))
      found.set(path, { ...entry, path });
  }
  return [
    ...withoutDanglingLinks([...found.values()]),
    ...(withSysroot ? await withOwnScripts(withoutDanglingLinks(sysroot)) : []),
  ];
}

async function isWrapper(directory: string, { type, path }: TreeEntry): Promise<boolean> {
  if (type !== 'symlink' || !path.startsWith('bin/')) return false;
  const file = join(directory, path);
  return basename((await leadsTo(file)) ?? (await readlink(file))) === 'toolchain-wrapper';
}

/** The toolchain's own C library's files for the gate, wherever they lie. */
export async function sysrootEntries(directory: string, { sysroot }: SdkLayout): Promise<TreeEntry[]> {
  if (sysroot === undefined) return [];
  const entries: TreeEntry[] = [];
  for (const place of ['lib', 'lib64', 'usr/lib', 'usr/lib64']) {
    const path = join(directory, sysroot, place);
    for (const name of await namesIn(path)) {
      const file = await leadsTo(join(path, name));
      if (file !== undefined && /^lib(c|m|pthread|dl|rt)\.so\.\d+$/.test(name))
        entries.push(fileEntry(`${HOST}/sysroot/${place}/${name}`, file, false));
    }
  }
  return entries;
}

/** A tarball may have anything in a directory's place, also links in a circle. */
async function namesIn(directory: string): Promise<string[]> {
  return (await ifThere(readdir(directory), 'ENOTDIR', 'ELOOP')) ?? [];
}

/** Undefined for a link that leads nowhere, or out of the tarball to where only others may look. */
function leadsTo(file: string): Promise<string | undefined> {
  return ifThere(realpath(file), 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES');
}
