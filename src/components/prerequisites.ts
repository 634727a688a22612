import type { Host } from '../host/host.ts';
import { packagesMissing } from './native-programs.ts';

/** One thing that a build needs of this machine: how to see that it is there, and the package that brings it. */
export interface Prerequisite {
  readonly package: string;
  readonly check: readonly [string, ...string[]];
}

/** Throws one ToolError `packages-missing` that names the packages of all prerequisites whose check fails. */
export async function requirePrerequisites(wanted: readonly Prerequisite[], host: Host): Promise<void> {
  const missing: string[] = [];
  for (const { package: name, check } of wanted) {
    if (!(await succeeds(check, host))) missing.push(name);
  }
  if (missing.length > 0) throw packagesMissing(missing);
}

async function succeeds([command, ...args]: Prerequisite['check'], host: Host): Promise<boolean> {
  const { code } = await host.exec('sh', ['-c', 'exec "$@"', 'sh', command, ...args], {
    ignoreExitCode: true,
  });
  return code === 0;
}
