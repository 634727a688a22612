import { readFile, realpath } from 'node:fs/promises';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { librariesIn } from '../packages/libraries.ts';
import { type PackageRoot, THIS_MACHINE } from '../packages/root.ts';
import { installedLibraries, type LibraryDirectory, type SharedLibrary } from '../shared-libraries.ts';
import { fileEntry } from '../tree.ts';
import { privateGconv } from './gconv.ts';
import type { CacheEntry } from './ld-cache.ts';
import { patchLoader } from './loader.ts';
import { LOADER, RUNTIME_LIBRARIES } from './sonames.ts';

/** Each library once: of those that two components bring, the first counts, which is to be of the newer release. */
export function libraryPlaces(groups: readonly LibraryDirectory[]): CacheEntry[] {
  const places = new Map<string, CacheEntry>();
  for (const { directory, libraries } of groups) {
    for (const { soname } of libraries) {
      if (!places.has(soname)) places.set(soname, { soname, path: `/${directory}/${soname}` });
    }
  }
  return [...places.values()];
}

/** A library in x86_64/lib; the loader and the C library changed so that they keep to /x86_64. */
export async function libraryEntry({ soname, file }: SharedLibrary): Promise<TreeEntry> {
  const path = `x86_64/lib/${soname}`;
  const change = { [LOADER]: patchLoader, 'libc.so.6': privateGconv }[soname];
  const bytes = change?.(await readFile(file));
  return bytes === undefined
    ? fileEntry(path, file, change !== undefined)
    : { type: 'file', path, mode: 0o755, source: { bytes } };
}

/**
 * The loader and the libraries of RUNTIME_LIBRARIES: this machine's, or those of packages unpacked in a root.
 * @throws ToolError `loader-missing`.
 */
export async function runtimeLibraries(from: PackageRoot, host: Host): Promise<SharedLibrary[]> {
  const ours = from === THIS_MACHINE;
  const installed = ours ? await installedLibraries(host) : await librariesIn(from, host);
  const libraries = [
    {
      soname: LOADER,
      file: await findLoader(ours ? `/lib64/${LOADER}` : (installed.get(LOADER) ?? '')),
    },
  ];
  for (const soname of RUNTIME_LIBRARIES) {
    const file = installed.get(soname);
    if (file !== undefined) libraries.push({ soname, file: await realpath(file) });
  }
  return libraries;
}

async function findLoader(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (cause) {
    throw new ToolError(
      'loader-missing',
      `this machine has no ${file}`,
      'run on an x86-64 distribution with glibc, such as Debian or Ubuntu',
      { cause },
    );
  }
}
