import { copyFile, mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { replaceRunpath } from '../../../elf/runpath.ts';
import { ToolError } from '../../../errors.ts';
import type { Host } from '../../../host/host.ts';
import type { TreeEntry } from '../../../tar/entry.ts';
import { RUNTIME_SONAMES } from '../../runtime/sonames.ts';
import { installedLibraries, neededLibraries } from '../../shared-libraries.ts';
import { fileEntry, linkEntry } from '../../tree.ts';
import { HOST } from '../toolchain.ts';
import { graftedPath } from './grafted-path.ts';

/** The toolchain as it goes into the image, all files and links below x86_64/host. */
export interface Graft {
  /** `aarch64-linux-gnu`: how its programs and directories are called. */
  readonly triplet: string;
  /** gcc's version as in lib/gcc/TRIPLET/VERSION. */
  readonly version: string;
  readonly entries: readonly TreeEntry[];
}

/**
 * Takes of Buildroot's finished host directory what a compiler inside the image needs: the real programs in the place
 * of Buildroot's wrapper, the target's libraries, no documentation, all stripped. Programs find each other, and the
 * few x86-64 libraries that are not the runtime's, relative to themselves. Buildroot's directory stays as it is.
 * @param directory where copies are made.
 * @param withSysroot takes the toolchain's own libc along.
 */
export async function graftToolchain(
  hostDirectory: string,
  directory: string,
  withSysroot: boolean,
  host: Host,
): Promise<Graft> {
  const triplet = await findTriplet(hostDirectory);
  const { files, links } = await selectFiles(hostDirectory, triplet, withSysroot);
  for (const [path, file] of await ownLibraries(files, hostDirectory, host)) files.set(path, file);
  await copyFiles(files, directory, hostDirectory);
  await strip([...files.keys()], directory, join(hostDirectory, 'bin', `${triplet}-strip`), host);
  const version = [...files.keys()]
    .map((path) => new RegExp(`^lib/gcc/${triplet}/([^/]+)/crtbegin\\.o$`).exec(path)?.[1])
    .find(Boolean);
  if (version === undefined) throw incomplete(`lib/gcc/${triplet}/…/crtbegin.o`);
  const entries: TreeEntry[] = [...links].map(([path, target]) => linkEntry(`${HOST}/${path}`, target));
  for (const path of files.keys()) {
    const file = join(directory, path);
    entries.push(fileEntry(`${HOST}/${path}`, file, ((await stat(file)).mode & 0o100) !== 0));
  }
  return { triplet, version, entries };
}

async function findTriplet(hostDirectory: string): Promise<string> {
  const names = await readdir(join(hostDirectory, 'bin'));
  const found = names.map((name) => /^(aarch64-.*linux-(?:gnu|musl))-gcc$/.exec(name)?.[1]).find(Boolean);
  if (found === undefined) throw incomplete('bin/aarch64-…-gcc');
  return found;
}

function incomplete(what: string): ToolError {
  return new ToolError(
    'buildroot-incomplete',
    `toolchain "buildroot": what was built has no ${what}`,
    'this is a mistake in buildroot-config, or else unexpected: please report it',
  );
}

/** Image path → file to copy, and image path → target of a link. What is there twice becomes a link. */
async function selectFiles(hostDirectory: string, triplet: string, withSysroot: boolean) {
  const files = new Map<string, string>();
  const links = new Map<string, string>();
  const seen = new Map<string, string>();
  const items = await readdir(hostDirectory, { recursive: true, withFileTypes: true });
  const paths = items
    .filter((item) => item.isFile() || item.isSymbolicLink())
    .map((item) => relative(hostDirectory, join(item.parentPath, item.name)));
  for (const path of paths.sort()) {
    const target = graftedPath(path, triplet, withSysroot);
    if (target === undefined) continue;
    const file = await realpath(join(hostDirectory, path)).catch(() => undefined);
    // A link that leads nowhere, or to Buildroot's wrapper, which refuses the guest's own directories.
    if (file === undefined || basename(file) === 'toolchain-wrapper') continue;
    const info = await stat(file);
    if (!info.isFile()) continue;
    const same = await identity(file, info, target, triplet);
    const first = seen.get(same);
    if (first === undefined) files.set(target, file);
    else links.set(target, relative(dirname(target), first));
    if (first === undefined) seen.set(same, target);
  }
  return { files, links };
}

/**
 * Hard and symbolic links of one file have its inode; binutils' programs in TRIPLET/bin, where gcc looks for them, are
 * copies of those in bin (Buildroot's HOST_BINUTILS_FIXUP_HARDLINKS).
 */
async function identity(
  file: string,
  info: { ino: number; size: number },
  target: string,
  triplet: string,
): Promise<string> {
  const tool = new RegExp(`^(?:bin/${triplet}-|${triplet}/bin/)([a-z.+]+)$`).exec(target)?.[1];
  return tool === undefined || !BINUTILS.has(tool)
    ? `inode ${info.ino}`
    : `${info.size} ${(await readFile(file)).toString('base64')}`;
}

const BINUTILS = new Set([
  'ar',
  'as',
  'ld',
  'ld.bfd',
  'ld.gold',
  'nm',
  'objcopy',
  'objdump',
  'ranlib',
  'readelf',
  'strip',
]);

/** Libraries that Buildroot built for these programs, or took from this machine, beyond what the runtime brings. */
async function ownLibraries(
  files: ReadonlyMap<string, string>,
  hostDirectory: string,
  host: Host,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const queue = [...files].filter(([path]) => mayBeNative(path)).map(([, file]) => file);
  const installed = await installedLibraries(host);
  const built = new Set(await readdir(join(hostDirectory, 'lib')).catch(() => []));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    for (const soname of (await neededLibraries(file)) ?? []) {
      const path = `lib/${soname}`;
      if (RUNTIME_SONAMES.includes(soname) || found.has(path)) continue;
      const library = built.has(soname) ? join(hostDirectory, 'lib', soname) : installed.get(soname);
      if (library === undefined) throw incomplete(`${soname}, which ${file} needs`);
      found.set(path, await realpath(library));
      queue.push(library);
    }
  }
  return found;
}

/** Most files are headers and archives of the target: not worth opening. */
function mayBeNative(path: string): boolean {
  return !/\.(h|hpp|tcc|a|o|x\w*|specs|spec)$/.test(path) && !path.includes('/include/');
}

async function copyFiles(
  files: ReadonlyMap<string, string>,
  directory: string,
  hostDirectory: string,
): Promise<void> {
  for (const [path, file] of files) {
    const copy = join(directory, path);
    await mkdir(dirname(copy), { recursive: true });
    const native = mayBeNative(path) && (await neededLibraries(file)) !== undefined;
    const moved = native ? relocated(await readFile(file), path, hostDirectory) : undefined;
    if (moved === undefined) await copyFile(file, copy);
    else await writeFile(copy, moved, { mode: 0o755 });
  }
}

/** RUNPATHs name the directory in which Buildroot worked, where in an image anybody could put a library. */
function relocated(bytes: Buffer, path: string, hostDirectory: string): Buffer | undefined {
  const lib = relative(dirname(path), 'lib');
  return replaceRunpath(bytes, (text) => (text.includes(hostDirectory) ? `$ORIGIN/${lib}` : undefined));
}

async function strip(
  paths: readonly string[],
  directory: string,
  targetStrip: string,
  host: Host,
): Promise<void> {
  const native: string[] = [];
  const guest: string[] = [];
  for (const path of paths) {
    const file = join(directory, path);
    if (/\.a$|\.so(\.[0-9.]+)?$/.test(path) && !/^libexec\/|^lib\/lib/.test(path)) guest.push(file);
    else if (mayBeNative(path) && (await neededLibraries(file)) !== undefined) native.push(file);
  }
  if (native.length > 0) await host.exec('strip', ['--strip-unneeded', ...native]);
  // Linker scripts are called *.so as well, and are not for strip.
  for (const file of guest) await host.exec(targetStrip, ['--strip-debug', file], { ignoreExitCode: true });
}
