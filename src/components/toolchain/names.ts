import type { TreeEntry } from '../../tar/entry.ts';
import { linkEntry } from '../tree.ts';
import { HOST } from './toolchain.ts';

/** Tools that the distributions also install with the major version at the end (`gcc-12`). */
const VERSIONED = [
  ...['gcc', 'g++', 'gfortran', 'cpp', 'gcc-ar', 'gcc-nm', 'gcc-ranlib', 'gcov', 'gcov-tool', 'gcov-dump'],
];

/** Tools that every toolchain has as `aarch64-linux-NAME`, if it has the program at all. */
export const TOOLS: readonly string[] = [
  ...VERSIONED,
  ...['as', 'ld', 'ld.bfd', 'ld.gold', 'ar', 'nm', 'ranlib', 'strip', 'objdump', 'objcopy', 'readelf'],
  ...['addr2line', 'size', 'strings', 'c++filt', 'elfedit', 'gprof', 'dwp', 'gdb'],
];

const ALIASES: Readonly<Record<string, string>> = { cc: 'gcc', 'c++': 'g++' };

/**
 * The names under which a build calls the guest's own tools, each with the tool meant: plain names, cc and c++,
 * with the guest's triplet before it and the toolchain's major version behind it, but where the guest has a gcc of
 * another major. gdb is left out: the guest's gdb debugs itself, the cross one only speaks to a stub.
 */
export function plainNames(
  present: ReadonlySet<string>,
  gccMajor: number,
  guestMajor: number | undefined,
): ReadonlyMap<string, string> {
  const major = guestMajor === undefined || guestMajor === gccMajor ? gccMajor : undefined;
  const names = new Map<string, string>();
  for (const tool of TOOLS.filter((name) => name !== 'gdb' && present.has(name))) {
    for (const name of spellings(tool, major)) names.set(name, tool);
  }
  return names;
}

function spellings(tool: string, major: number | undefined): string[] {
  const plain = [tool, ...Object.keys(ALIASES).filter((alias) => ALIASES[alias] === tool)];
  if (major !== undefined && VERSIONED.includes(tool)) plain.push(`${tool}-${major}`);
  // Debian has no triplet-prefixed cc and c++.
  return plain.flatMap((name) => (name in ALIASES ? [name] : [name, `aarch64-linux-gnu-${name}`]));
}

/**
 * Links to the programs in x86_64/host/bin: `bin/aarch64-linux-NAME` for the user, and `plain/NAME` for the
 * compiler wrapper, which starts /x86_64/host/plain/<the name it was called by>. `plain` lies beside `lib`,
 * since gcc looks for its parts in ../lib seen from where it was started. `programs`: tool → file name in bin.
 */
export function nameLinks(
  programs: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
): TreeEntry[] {
  const links: TreeEntry[] = [];
  for (const [tool, file] of programs) links.push(linkEntry(`${HOST}/bin/aarch64-linux-${tool}`, file));
  for (const [name, tool] of names) {
    const file = programs.get(tool);
    if (file !== undefined) links.push(linkEntry(`${HOST}/plain/${name}`, `../bin/${file}`));
  }
  return links;
}
