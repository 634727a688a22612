import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../../errors.ts';

/** A hook patch and the QEMU series (`10.0`) that it fits. */
export interface Series {
  readonly name: string;
  readonly patch: string;
}

/**
 * The patch for a QEMU version, from files named SERIES.patch.
 * @throws ToolError `qemu-series-unsupported` that lists the supported ones.
 */
export async function findSeries(version: string, patchDirectory: string): Promise<Series> {
  const names = (await readdir(patchDirectory))
    .filter((file) => file.endsWith('.patch'))
    .map((file) => file.slice(0, -'.patch'.length));
  const name = seriesOf(version, names);
  if (name !== undefined) return { name, patch: join(patchDirectory, `${name}.patch`) };
  const supported = names.sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b)).join(', ');
  throw new ToolError(
    'qemu-series-unsupported',
    `there is no hook patch for QEMU ${version}; supported series: ${supported}`,
    'choose another emulator-source, such as upstream',
  );
}

/** The series among the names that the version belongs to: `7.2.22` and `7.2` to `7.2`, not to `7.20`. */
export function seriesOf(version: string, names: readonly string[]): string | undefined {
  return names.find((name) => version === name || version.startsWith(`${name}.`));
}

/** Compares by major version: `atLeast('10.0', 8)`. */
export function atLeast(version: string, major: number): boolean {
  return Number.parseInt(version, 10) >= major;
}
