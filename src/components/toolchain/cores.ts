import { modelOf } from '../cpu-model.ts';

/** Cores that can do all that a Neoverse N1 does (Armv8.2 with its optional parts), by gcc's names. */
export const N1_AND_MORE = /^(neoverse-[nv]\d\w*|neoverse-e1|cortex-a(76|77|78|710|715|720)|cortex-x\d)$/;

/** Cores of Armv8.0, whose programs run everywhere but for the optional CRC instructions, which QEMU's models all have. */
const BASELINE = /^(cortex-a(34|35|53|57|72|73))$/;

/**
 * What is compiled for a core starts on a model of QEMU's.
 * @param core in gcc's spelling; empty for none.
 * @param model the input `cpu`, perhaps with properties: `max,pauth-impdef=on`.
 */
export function runsOn(core: string, model: string): boolean {
  const name = modelOf(model);
  if (core === '' || core === name || name === 'max' || BASELINE.test(core)) return true;
  return core === 'neoverse-n1' && N1_AND_MORE.test(name);
}
