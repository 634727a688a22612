import { readFile } from 'node:fs/promises';
import { ToolError } from '../../../errors.ts';
import type { Inputs } from '../../../inputs/inputs.ts';
import type { PlanOverrides } from './fit.ts';

/** The inputs that a plan depends on. */
export type PlanInputs = Pick<
  Inputs,
  'cpu' | 'buildrootVersion' | 'buildrootSource' | 'buildrootConfig' | 'gccVersion'
>;

/**
 * What the inputs decide of a plan, with the file that `buildroot-config` names read.
 * @throws ToolError `buildroot-config-unreadable`.
 */
export async function readOverrides(inputs: PlanInputs): Promise<PlanOverrides> {
  const { cpu, buildrootVersion, buildrootSource, buildrootConfig, gccVersion } = inputs;
  return {
    cpu,
    ...(buildrootVersion !== undefined && { buildrootVersion }),
    ...(buildrootSource !== undefined && { buildrootSource }),
    ...(gccVersion !== undefined && { gccVersion }),
    ...(buildrootConfig !== undefined && {
      buildrootConfig: { location: buildrootConfig, lines: await readLines(buildrootConfig) },
    }),
  };
}

async function readLines(path: string): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n').map((line) => line.trimEnd());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ToolError(
      'buildroot-config-unreadable',
      `buildroot-config: cannot read ${path}: ${reason}`,
      'give the path of a file with lines of a .config',
      { cause },
    );
  }
}
