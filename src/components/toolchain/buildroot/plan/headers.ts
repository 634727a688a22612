import { compareVersions } from '../../../../compare-versions.ts';
import type { RootfsProfile } from '../../../../rootfs/profile.ts';
import { distributionRows } from './distribution-rows.ts';
import data from './kernels.json' with { type: 'json' };
import type { Release } from './releases.ts';

/** A series of kernel headers and why it was taken. */
interface PlannedHeaders {
  readonly series: string;
  readonly reason: string;
}

/**
 * The newest headers that are no newer than the kernel that the distribution came with: what is compiled against
 * newer ones may use calls that such a kernel does not have. The oldest on offer where that is not known.
 */
export function planHeaders(
  release: Pick<Release, 'version' | 'headers'>,
  distribution: RootfsProfile['distribution'],
): PlannedHeaders {
  const kernel = kernelOf(distribution);
  const fitting = release.headers.filter((series) => kernel && compareVersions(series, kernel) <= 0);
  const series = fitting.at(-1) ?? release.headers[0] ?? '';
  if (kernel === undefined) {
    return { series, reason: `kernel headers ${series}: the oldest, the distribution's kernel is not known` };
  }
  return {
    series,
    reason:
      fitting.length > 0
        ? `kernel headers ${series}: no newer than the distribution's kernel, ${kernel}`
        : `kernel headers ${series}: the oldest that Buildroot ${release.version} has; the distribution's kernel is ${kernel}`,
  };
}

function kernelOf({ id, version }: RootfsProfile['distribution']): string | undefined {
  const releases = distributionRows<string>(data.kernels, id);
  // VERSION_ID may say more (Alpine 3.23.1, RHEL 9.4); a newer release came with no older kernel.
  const known = Object.keys(releases).filter((name) => compareVersions(name, version) <= 0);
  return releases[known.sort(compareVersions).at(-1) ?? ''];
}
