import type { OutputDefinition } from '../report/outputs.ts';

/** The one table of the run action's outputs; run/action.yml is checked against it. */
export const RUN_OUTPUTS = [
  { name: 'exit-code', description: "The script's exit code" },
  { name: 'compiler-cache-hit', description: 'true when an earlier run left a compiler cache' },
] as const satisfies readonly OutputDefinition[];

export type RunOutputName = (typeof RUN_OUTPUTS)[number]['name'];
