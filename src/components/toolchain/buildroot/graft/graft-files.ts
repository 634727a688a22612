import { chmod, copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { replaceRunpath } from '../../../../elf/runpath.ts';
import type { Host } from '../../../../host/host.ts';
import { neededLibraries } from '../../../shared-libraries.ts';
import { placelessProgram, withoutPlaces } from './placeless.ts';

/** Most files are headers and archives of the target: not worth opening. */
export function mayBeNative(path: string): boolean {
  return !/\.(h|hpp|tcc|a|o|x\w*|specs|spec)$/.test(path) && !path.includes('/include/');
}

/**
 * Copies files (image path → file) to `directory`, without the places of this machine.
 * @param hostDirectory what programs' RUNPATHs name.
 * @param places see GraftPlaces.
 */
export async function copyFiles(
  files: ReadonlyMap<string, string>,
  directory: string,
  hostDirectory: string,
  places: readonly string[],
): Promise<void> {
  for (const [path, file] of files) {
    const copy = join(directory, path);
    await mkdir(dirname(copy), { recursive: true });
    // A library of this machine is the distribution's, and stays so.
    const native =
      file.startsWith(`${hostDirectory}/`) && mayBeNative(path) && neededLibraries(file) !== undefined;
    const bytes = await readFile(file);
    const changed = native
      ? placelessProgram(relocated(bytes, path, hostDirectory), places)
      : withoutPlaces(bytes, places);
    // Copied first for its permissions.
    await copyFile(file, copy);
    if (changed !== undefined) await replace(copy, changed);
  }
}

/** RUNPATHs name the directory in which Buildroot worked, where in an image anybody could put a library. */
function relocated(bytes: Buffer, path: string, hostDirectory: string): Buffer {
  const lib = relative(dirname(path), 'lib');
  const replaced = (text: string) => (text.includes(hostDirectory) ? `$ORIGIN/${lib}` : undefined);
  return replaceRunpath(bytes, replaced) ?? bytes;
}

/** Buildroot installs some files without leave to write. */
async function replace(file: string, bytes: Buffer): Promise<void> {
  const { mode } = await stat(file);
  await chmod(file, mode | 0o200);
  await writeFile(file, bytes);
}

/**
 * Strips copies: native programs of all but what runs, the target's libraries and objects of debug information.
 * Archives are without the times and owners of their members (strip(1), "-D").
 * @param targetStrip the toolchain's own strip.
 */
export async function stripFiles(
  paths: readonly string[],
  directory: string,
  targetStrip: string,
  host: Host,
): Promise<void> {
  const native: string[] = [];
  const guest: string[] = [];
  for (const path of paths) {
    const file = join(directory, path);
    if (/\.[ao]$|\.so(\.[0-9.]+)?$/.test(path) && !/^libexec\/|^lib\/lib/.test(path)) guest.push(file);
    else if (mayBeNative(path) && neededLibraries(file) !== undefined) native.push(file);
  }
  if (native.length > 0) await host.exec('strip', ['--strip-unneeded', ...native]);
  // Linker scripts are called *.so as well, and are not for strip.
  for (const file of guest)
    await host.exec(targetStrip, ['-D', '--strip-debug', file], { ignoreExitCode: true });
}
