import { modelOf } from '../../../cpu-model.ts';
import { coreOf } from '../../compiler.ts';
import { N1_AND_MORE } from '../../cores.ts';
import { configInvalid } from './constraints.ts';
import { knowsCpu, type Release } from './releases.ts';

/** Armv8.0, which every core can run; Buildroot offers no `generic`. */
const BASELINE = 'cortex-a72';

/** gcc's default core, and why it is not the one that was asked for, if so. */
interface PlannedCpu {
  readonly cpu: string;
  /** What -mcpu=native means; absent where no core was asked for (`max`). */
  readonly native?: string;
  readonly reason?: string;
}

/**
 * The core that `buildroot-config` names, which nothing else can stand in for.
 * @param name in Kconfig's spelling: `cortex_a72`.
 * @throws ToolError `buildroot-config-invalid` where release and gcc do not know it.
 */
export function configuredCpu(name: string, location: string, release: Release, gcc: string): PlannedCpu {
  const cpu = name.replaceAll('_', '-');
  if (knowsCpu(cpu, release, gcc)) return { cpu, native: cpu };
  throw configInvalid(
    location,
    `BR2_${name} is not among the cores of Buildroot ${release.version} with gcc ${gcc}`,
    'leave the core out of it (the input cpu says which it is), or use another buildroot-version or gcc-version',
  );
}

/**
 * The core for gcc's -mcpu, from the input `cpu` (QEMU's name, perhaps with properties: `max,pauth-impdef=on`): the
 * same when release and gcc know it, else one whose programs it runs as well.
 */
export function planCpu(input: string, release: Release, gcc: string): PlannedCpu {
  const wanted = modelOf(input);
  if (knowsCpu(wanted, release, gcc)) return { cpu: wanted, native: wanted };
  if (coreOf(wanted) === undefined)
    return {
      cpu: BASELINE,
      reason: `${wanted} is no core: ${BASELINE}, the Armv8.0 baseline; -mcpu=native is refused`,
    };
  const n1 = N1_AND_MORE.test(wanted) && knowsCpu('neoverse-n1', release, gcc);
  const cpu = n1 ? 'neoverse-n1' : BASELINE;
  const level = n1 ? 'of which it is a superset' : 'the Armv8.0 baseline';
  return {
    cpu,
    native: cpu,
    reason: `Buildroot ${release.version} with gcc ${gcc} has no core ${wanted}: ${cpu}, ${level}`,
  };
}
