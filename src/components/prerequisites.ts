import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';

/** One thing that a build needs of this machine: how to see that it is there, and the package that brings it. */
export interface Prerequisite {
  readonly package: string;
  readonly check: readonly [string, ...string[]];
}

/** What compiles a C program. */
export const C_PREREQUISITES: readonly Prerequisite[] = [
  { package: 'gcc', check: ['gcc', '--version'] },
  { package: 'libc6-dev', check: ['test', '-e', '/usr/include/stdio.h'] },
  { package: 'make', check: ['make', '--version'] },
];

/** @throws one ToolError `packages-missing` that names the packages of all prerequisites whose check fails. */
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

/** The error for packages that have to be installed before something can be built. */
export function packagesMissing(packages: readonly string[]): ToolError {
  const names = [...new Set(packages)].join(' ');
  return new ToolError(
    'packages-missing',
    `not installed on this machine, but needed to build: ${names}`,
    `install them: sudo apt-get install ${names}`,
  );
}
