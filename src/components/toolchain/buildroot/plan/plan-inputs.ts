import { readFile } from 'node:fs/promises';
import { ToolError } from '../../../../errors.ts';
import type { Host } from '../../../../host/host.ts';
import type { Inputs } from '../../../../inputs/inputs.ts';
import { readConstraints } from './constraints.ts';
import { isNewerThanTable, readGivenRelease, versionGiven } from './given-release.ts';
import type { PlanOverrides } from './overrides.ts';

/** The inputs that a plan depends on. */
type PlanInputs = Pick<
  Inputs,
  'cpu' | 'buildrootVersion' | 'buildrootSource' | 'buildrootConfig' | 'gccVersion'
>;

/**
 * What the inputs decide of a plan, with the file that `buildroot-config` names read; of a `buildroot-source` that is
 * newer than the table of releases, what it offers, with a warning.
 * @throws ToolError `buildroot-config-unreadable`, `buildroot-source-broken`, and what openSource throws.
 */
export async function readOverrides(inputs: PlanInputs, host: Host): Promise<PlanOverrides> {
  const overrides = await readInputs(inputs);
  const { buildrootSource, buildrootConfig } = overrides;
  if (buildrootSource === undefined) return overrides;
  const constraints = buildrootConfig && readConstraints(buildrootConfig.lines, buildrootConfig.location);
  const version = versionGiven(overrides, constraints?.release);
  if (version === undefined || !isNewerThanTable(version)) return overrides;
  host.warning(
    `Buildroot ${version} is newer than all releases that were tried: what it offers is read from its own files`,
  );
  return { ...overrides, sourceRelease: await readGivenRelease(buildrootSource, version, host) };
}

async function readInputs(inputs: PlanInputs): Promise<PlanOverrides> {
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
