import type { TreeEntry } from '../../../../tar/entry.ts';
import { nameLinks, TOOLS } from '../../names.ts';
import { pluginLinks } from '../../plugin-links.ts';
import { HOST } from '../../toolchain.ts';
import type { BuildrootPlan } from '../plan/plan.ts';
import { type Graft, incomplete } from './graft.ts';

/** Tools that not every toolchain of ours has. */
const OPTIONAL: readonly string[] = ['g++', 'gfortran', 'ld.gold', 'dwp', 'gdb'];
/** The others get shadows before it is built. */
const CERTAIN = TOOLS.filter((tool) => !OPTIONAL.includes(tool));

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

/**
 * The names by which builds call the tools, and the linker plugin where ar, nm and ranlib look for it.
 * @throws ToolError `buildroot-incomplete` where a tool is not there that has been promised.
 */
export function toolLinks(
  { triplet, version, entries }: Graft,
  names: ReadonlyMap<string, string>,
): TreeEntry[] {
  const present = new Set(entries.map(({ path }) => path));
  const programs = new Map(
    TOOLS.map((tool) => [tool, `${triplet}-${tool}`] as const).filter(([, file]) =>
      present.has(`${HOST}/bin/${file}`),
    ),
  );
  const absent = [...new Set(names.values())].filter((tool) => !programs.has(tool));
  if (absent.length > 0) throw incomplete(absent.join(', '));
  return [
    ...nameLinks(programs, names).filter(({ path }) => !present.has(path)),
    ...pluginLinks(`libexec/gcc/${triplet}/${version}`, ['lib', `${triplet}/lib`], present),
  ];
}
