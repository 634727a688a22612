import { symlink } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
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

/** @throws ToolError `packages-missing` naming what must be installed before our C programs can be built. */
export function checkNativePrerequisites(host: Host): Promise<void> {
  return requirePrerequisites(C_PREREQUISITES, host);
}

/** What of `native` they are made from. */
const SOURCES = ['Makefile', 'router', 'preload', 'launch'];

/**
 * Builds our C programs in the directory, which is empty. By links to the sources, so that all paths are relative ones:
 * make cannot have a space in a name, and the directory or the checkout may have one.
 * @throws ToolError `command-failed` with what the compiler says.
 */
export async function buildNativePrograms(directory: string, host: Host): Promise<NativePrograms> {
  for (const name of SOURCES) await symlink(join(repositoryRoot(), 'native', name), join(directory, name));
  await host.exec('make', [`--jobs=${availableParallelism()}`, 'OUT=build', 'CC=gcc', 'all'], {
    cwd: directory,
    env: await compilerEnvironment(host),
  });
  const built = join(directory, 'build');
  return {
    launch: join(built, 'launch'),
    preload: join(built, 'libarm64-on-x86.so'),
    tool: join(built, 'tool'),
    explain: join(built, 'explain'),
  };
}
