import { join } from 'node:path';
import { repositoryRoot } from '../files/repository-root.ts';
import type { Host } from '../host/host.ts';
import { compilerEnvironment } from './compiler-environment.ts';
import { C_PREREQUISITES, requirePrerequisites } from './prerequisites.ts';

/** What native/Makefile builds, as absolute paths on this machine. */
interface NativePrograms {
  /** Static entrypoint. */
  readonly launch: string;
  /** The shared library that every dynamic x86-64 program in the image loads. */
  readonly preload: string;
  /** Static compiler wrapper. */
  readonly tool: string;
  /** Static: says how a program would be started. */
  readonly explain: string;
}

/** Throws ToolError `packages-missing` naming what must be installed before our C programs can be built. */
export function checkNativePrerequisites(host: Host): Promise<void> {
  return requirePrerequisites(C_PREREQUISITES, host);
}

/** Builds our C programs into the directory. */
export async function buildNativePrograms(directory: string, host: Host): Promise<NativePrograms> {
  const args = ['-C', join(repositoryRoot(), 'native'), `OUT=${directory}`, 'CC=gcc', 'all'];
  await host.exec('make', args, { env: await compilerEnvironment(host) });
  return {
    launch: join(directory, 'launch'),
    preload: join(directory, 'libarm64-on-x86.so'),
    tool: join(directory, 'tool'),
    explain: join(directory, 'explain'),
  };
}
