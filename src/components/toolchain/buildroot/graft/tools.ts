import { ToolError } from '../../../../errors.ts';
import type { TreeEntry } from '../../../../tar/entry.ts';
import { linkEntry } from '../../../tree.ts';
import { nameLinks, TOOLS } from '../../names.ts';
import { HOST } from '../../toolchain.ts';
import type { BuildrootPlan } from '../plan/plan.ts';
import type { Graft } from './graft.ts';

/** Tools that every toolchain of ours has; they get shadows before it is built. */
const CERTAIN = [
  ...['gcc', 'cpp', 'gcc-ar', 'gcc-nm', 'gcc-ranlib', 'gcov', 'gcov-tool', 'gcov-dump'],
  ...['as', 'ld', 'ld.bfd', 'ar', 'nm', 'ranlib', 'strip', 'objdump', 'objcopy', 'readelf'],
  ...['addr2line', 'size', 'strings', 'c++filt', 'elfedit', 'gprof'],
] as const;

/**
 * Plain names of the tools that a planned toolchain has.
 * @param overrides the user's override files: their binutils may be of another version than the release's, without gold.
 */
export function certainTools({ cxx, fortran, gold }: BuildrootPlan, overrides: readonly string[]): string[] {
  return [
    ...CERTAIN,
    ...(cxx ? ['g++'] : []),
    ...(fortran ? ['gfortran'] : []),
    ...(gold && overrides.length === 0 ? ['ld.gold'] : []),
  ];
}

/** The names by which builds call the tools, and the linker plugin where ar, nm and ranlib look for it. */
export function toolLinks(
  { triplet, version, entries }: Graft,
  names: ReadonlyMap<string, string>,
): TreeEntry[] {
  const present = new Set(entries.map(({ path }) => path));
  const programs = new Map(
    TOOLS.filter((tool) => present.has(`${HOST}/bin/${triplet}-${tool}`)).map((tool) => [
      tool as string,
      `${triplet}-${tool}`,
    ]),
  );
  const absent = [...new Set(names.values())].filter((tool) => !programs.has(tool));
  if (absent.length > 0) {
    throw new ToolError(
      'buildroot-incomplete',
      `toolchain "buildroot": what was built has no ${absent.join(', ')}`,
      'this is a mistake in buildroot-config, or else unexpected: please report it',
    );
  }
  const plugin = `libexec/gcc/${triplet}/${version}/liblto_plugin.so`;
  return [
    ...nameLinks(programs, names).filter(({ path }) => !present.has(path)),
    ...(present.has(`${HOST}/${plugin}`)
      ? [
          linkEntry(`${HOST}/lib/bfd-plugins/liblto_plugin.so`, `../../${plugin}`),
          linkEntry(`${HOST}/${triplet}/lib/bfd-plugins/liblto_plugin.so`, `../../../${plugin}`),
        ]
      : []),
  ];
}
