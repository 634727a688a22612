import { join } from 'node:path';
import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { compilerEnvironment } from './compiler-environment.ts';
import { repositoryRoot } from './repository.ts';

/** What native/Makefile builds, as absolute paths on this machine. */
export interface NativePrograms {
  /** Static entrypoint. */
  readonly launch: string;
  /** The shared library that every dynamic x86-64 program in the image loads. */
  readonly preload: string;
  /** Static compiler wrapper. */
  readonly tool: string;
  /** Static: says how a program would be started. */
  readonly explain: string;
}

/**
 * Builds our C programs for the configured CPU into the directory. Throws ToolError naming the packages when make or
 * gcc is missing.
 */
export async function buildNativePrograms(
  directory: string,
  cpu: string,
  host: Host,
): Promise<NativePrograms> {
  await requirePrograms(host, { make: 'make', gcc: 'gcc' });
  const args = ['-C', join(repositoryRoot(), 'native'), `OUT=${directory}`, 'CC=gcc', `CPU=${cpu}`, 'all'];
  await host.exec('make', args, { env: await compilerEnvironment(host) });
  return {
    launch: join(directory, 'launch'),
    preload: join(directory, 'libarm64-on-x86.so'),
    tool: join(directory, 'tool'),
    explain: join(directory, 'explain'),
  };
}

/**
 * Checks that programs are in PATH; `programs` gives for each the package that brings it. Throws one ToolError
 * `packages-missing` that names all missing packages.
 */
async function requirePrograms(host: Host, programs: Readonly<Record<string, string>>): Promise<void> {
  const missing: string[] = [];
  for (const [program, name] of Object.entries(programs)) {
    const { code } = await host.exec('sh', ['-c', 'command -v "$1"', 'sh', program], {
      ignoreExitCode: true,
    });
    if (code !== 0) missing.push(name);
  }
  if (missing.length > 0) throw packagesMissing(missing);
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
