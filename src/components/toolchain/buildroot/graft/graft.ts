import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { ToolError } from '../../../../errors.ts';
import { ifThere } from '../../../../files/if-there.ts';
import type { Host } from '../../../../host/host.ts';
import type { TreeEntry } from '../../../../tar/entry.ts';
import { RUNTIME_SONAMES } from '../../../runtime/sonames.ts';
import { installedLibraries, neededLibraries } from '../../../shared-libraries.ts';
import { fileEntry, linkEntry } from '../../../tree.ts';
import { HOST } from '../../toolchain.ts';
import { copyFiles, mayBeNative, stripFiles } from './graft-files.ts';
import { graftedPath } from './grafted-path.ts';

/** The toolchain as it goes into the image, all files and links below x86_64/host. */
export interface Graft {
  /** `aarch64-linux-gnu`: how its programs and directories are called. */
  readonly triplet: string;
  /** gcc's version as in lib/gcc/TRIPLET/VERSION. */
  readonly version: string;
  readonly entries: readonly TreeEntry[];
}

/** Where a graft is made from, and where to. */
interface GraftPlaces {
  /** Buildroot's host directory, without links in its path; it stays as it is. */
  readonly hostDirectory: string;
  /** For the copies. */
  readonly directory: string;
  /** Where on this machine Buildroot worked, as it stands in the files: each before those that it lies in. */
  readonly places: readonly string[];
}

/**
 * Takes of Buildroot's finished host directory what a compiler inside the image needs: the real programs in the place
 * of Buildroot's wrapper, the target's libraries, no documentation, all stripped. Programs find each other, and the
 * few x86-64 libraries that are not the runtime's, relative to themselves, and the directories in which Buildroot
 * worked are nowhere in them.
 * @param withSysroot takes the toolchain's own libc along.
 */
export async function graftToolchain(
  { hostDirectory, directory, places }: GraftPlaces,
  withSysroot: boolean,
  host: Host,
): Promise<Graft> {
  const triplet = await findTriplet(hostDirectory);
  const { files, links } = await selectFiles(hostDirectory, triplet, withSysroot);
  for (const [path, file] of await ownLibraries(files, hostDirectory, host)) files.set(path, file);
  await copyFiles(files, directory, hostDirectory, places);
  await stripFiles([...files.keys()], directory, join(hostDirectory, 'bin', `${triplet}-strip`), host);
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

/** The error for a toolchain that lacks something, which only a configuration of the user's explains. */
export function incomplete(what: string): ToolError {
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
    const file = await ifThere(realpath(join(hostDirectory, path)), 'ENOTDIR');
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
  const built = new Set(await ifThere(readdir(join(hostDirectory, 'lib'))));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    for (const soname of neededLibraries(file) ?? []) {
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
