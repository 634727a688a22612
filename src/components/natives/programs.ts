import { lstat, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { retargetStrings } from '../../elf/retarget.ts';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { librariesAmong } from '../packages/libraries.ts';
import { filesOf, type PackageRoot, THIS_MACHINE } from '../packages/root.ts';
import { neededLibraries } from '../shared-libraries.ts';
import { fileEntry } from '../tree.ts';
import type { NativeLevel, NativePackage } from './choose.ts';
import { guestString, MARKERS } from './guest-strings.ts';

/** An x86-64 program, of this machine or of the guest's release, that stands in for the guest's DIRECTORY/NAME. */
export interface NativeProgram {
  readonly name: string;
  readonly directory: string;
  readonly file: string;
  readonly level: NativeLevel;
}

/**
 * The programs in the packages that can stand in: dynamic x86-64 ones, since a static one could not start guests.
 * Links and scripts are left out: the router follows the guest's links, and its scripts run in a native shell. So are
 * names that are links to other ones in the guest, such as those of busybox: there they are another implementation.
 */
export async function findPrograms(
  host: Host,
  packages: readonly NativePackage[],
  profile: Pick<RootfsProfile, 'programLinks'>,
  from: PackageRoot = THIS_MACHINE,
): Promise<NativeProgram[]> {
  const programs: NativeProgram[] = [];
  for (const item of packages) {
    for (const path of await filesOf(from, host, [item.package])) {
      const name = nameOf(path.slice(from.root.length), item);
      const { level, directory = DIRECTORIES[0] } = item;
      if (name === undefined || isOther(directory, name, profile.programLinks)) continue;
      if (await isDynamic(path)) programs.push({ name, directory, file: path, level });
    }
  }
  return programs.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Libraries that packages keep to themselves, in directories that ldconfig does not know (man-db), by soname. */
export async function privateLibraries(
  host: Host,
  packages: readonly NativePackage[],
): Promise<ReadonlyMap<string, string>> {
  const names = packages.map((item) => item.package);
  return librariesAmong(await filesOf(THIS_MACHINE, host, names));
}

/** Where programs are; two directories, or one and a link to it (usrmerge). */
const DIRECTORIES = ['/usr/bin', '/bin'] as const;

/** Whether the guest has another program by that name: a link to anything but the same name in the other directory. */
function isOther(directory: string, name: string, links: RootfsProfile['programLinks']): boolean {
  const directories = directory === DIRECTORIES[0] ? DIRECTORIES : [directory];
  const places: readonly string[] = directories.map((place) => `${place}/${name}`);
  return places.some((path) => {
    const target = links[path];
    return target !== undefined && !places.includes(target);
  });
}

function nameOf(path: string, { only, except, directory }: NativePackage): string | undefined {
  const name = posix.basename(path);
  const places: readonly string[] = directory === undefined ? DIRECTORIES : [directory];
  if (!places.includes(posix.dirname(path)) || except?.includes(name)) return undefined;
  return only === undefined || only.includes(name) ? name : undefined;
}

async function isDynamic(path: string): Promise<boolean> {
  if (!(await lstat(path)).isFile()) return false;
  return (neededLibraries(path) ?? []).length > 0;
}

/** A file as an entry, changed where it has the machine's names compiled in and the guest's build has others. */
export async function nativeEntry(
  path: string,
  { name, file }: Pick<NativeProgram, 'name' | 'file'>,
  profile: RootfsProfile,
  executable: boolean,
): Promise<TreeEntry> {
  const elf: Buffer = await readFile(file);
  try {
    const bytes = MARKERS.reduce<Buffer>(
      (program, marker) =>
        retargetStrings(program, marker, (text) => guestString(text, name, profile)) ?? program,
      elf,
    );
    if (bytes === elf) return fileEntry(path, file, executable);
    return { type: 'file', path, mode: executable ? 0o755 : 0o644, source: { bytes } };
  } catch (cause) {
    throw new ToolError(
      'native-unknown',
      `${file} cannot be made to say aarch64`,
      'use accelerate: compiler, and report the version of the package that it belongs to (dpkg -S names it)',
      { cause },
    );
  }
}
