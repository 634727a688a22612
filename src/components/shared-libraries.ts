import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { ofFile, readNeeded } from '../elf/dynamic.ts';
import { ELF_HEADER_BYTES, MACHINE, readElfHeader } from '../elf/header.ts';
import type { ReadBytes } from '../elf/segments.ts';
import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { hashFile } from './key.ts';

/** A shared library: the name that programs ask for (DT_NEEDED), and the file on this machine. */
export interface SharedLibrary {
  readonly soname: string;
  readonly file: string;
}

/** Libraries that a component brings, and the directory of the image in which they lie. */
export interface LibraryDirectory {
  readonly directory: string;
  readonly libraries: readonly SharedLibrary[];
}

/** Names and bytes of libraries as a part of a key. */
export function hashLibraries(libraries: readonly SharedLibrary[]): Promise<string[]> {
  return Promise.all(libraries.map(async ({ soname, file }) => `${soname} ${await hashFile(file)}`));
}

/**
 * The libraries that an x86-64 ELF file names in DT_NEEDED (System V gABI, chapter 5, "Dynamic Section");
 * empty for a static program and undefined for a file that is not x86-64 ELF. Waits for the file system: of a
 * toolchain's hundreds of files a few bytes each are read, and Node's threads would take longer than the reading.
 */
export function neededLibraries(file: string): readonly string[] | undefined {
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    const read = readerOf(fd, size);
    // Most files of a toolchain are headers and libraries of the other machine.
    const header = readElfHeader(read(0, Math.min(ELF_HEADER_BYTES, size)));
    if (header?.bits !== 64 || header.machine !== MACHINE.x86_64) return undefined;
    return ofFile(file, () => readNeeded(read));
  } finally {
    closeSync(fd);
  }
}

function readerOf(fd: number, size: number): ReadBytes {
  return (offset, length) => {
    if (offset + length > size) throw new RangeError(`no ${length} bytes at ${offset}`);
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
  };
}

/** This machine's x86-64 libraries by soname, from `ldconfig -p` (ldconfig(8)); the first of a name counts. */
export async function installedLibraries(host: Host): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await host.exec('/sbin/ldconfig', ['-p']);
  const libraries = new Map<string, string>();
  for (const [, soname, file] of stdout.matchAll(/^\s+(\S+) \(libc6,x86-64[^)]*\) => (\S+)$/gm)) {
    if (soname && file && !libraries.has(soname)) libraries.set(soname, file);
  }
  return libraries;
}

/**
 * All libraries that the x86-64 ELF files among `files` need, directly or through one another, sorted by soname,
 * without those in `present`.
 * @throws ToolError `library-missing` when one is not there.
 */
export function libraryClosure(
  files: readonly string[],
  installed: ReadonlyMap<string, string>,
  present: ReadonlySet<string>,
): SharedLibrary[] {
  const found = new Map<string, SharedLibrary>();
  const queue = files.filter((file) => !NEVER_PROGRAM.test(file));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const needed = neededLibraries(file) ?? [];
    for (const soname of needed.filter((name) => !present.has(name) && !found.has(name))) {
      const library = { soname, file: realpathSync(locate(soname, file, installed)) };
      found.set(soname, library);
      queue.push(library.file);
    }
  }
  return [...found.values()].sort((a, b) => (a.soname < b.soname ? -1 : 1));
}

/** Most files of a compiler: not worth opening to see that they are for no machine, or for the guest's. */
const NEVER_PROGRAM = /\/include\/|\.(?:a|h|o|py|spec)$/;

function locate(soname: string, user: string, installed: ReadonlyMap<string, string>): string {
  const file = installed.get(soname);
  if (file !== undefined) return file;
  throw new ToolError(
    'library-missing',
    `${user} needs the shared library ${soname}, which is not there`,
    'reinstall the package that the program belongs to (dpkg -S FILE names it)',
  );
}
