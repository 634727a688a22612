import { basename } from 'node:path';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { noticesFor, type PackageRoot } from '../dpkg.ts';
import { librariesIn } from '../package-libraries.ts';
import { RUNTIME_SONAMES } from '../runtime/sonames.ts';
import { installedLibraries, libraryClosure, type SharedLibrary } from '../shared-libraries.ts';
import { textEntry } from '../tree.ts';
import type { NativePackage } from './choose.ts';
import { gawkEntries } from './gawk.ts';
import { findPrograms, type NativeProgram, nativeEntry, privateLibraries } from './programs.ts';

/** Where the stand-ins' x86-64 libraries lie in the image. */
export const NATIVE_LIBRARIES = 'x86_64/lib/natives';

/** What the natives layer is made of. */
export interface NativeContents {
  readonly programs: readonly NativeProgram[];
  readonly libraries: readonly SharedLibrary[];
}

/**
 * Programs of packages, and the libraries that they need besides the runtime's. Of packages of another release those
 * programs are left out whose libraries are not there.
 * @throws ToolError `library-missing` for this machine's.
 */
export async function findContents(
  packages: readonly NativePackage[],
  { root }: PackageRoot,
  profile: RootfsProfile,
  host: Host,
): Promise<NativeContents> {
  const found = await findPrograms(host, packages, profile, root);
  const known =
    root === ''
      ? new Map([...(await privateLibraries(host, packages)), ...(await installedLibraries(host))])
      : await librariesIn(root, host);
  const closure = (files: readonly string[]) => libraryClosure(files, known, new Set(RUNTIME_SONAMES));
  const programs: NativeProgram[] = [];
  for (const program of found) {
    const missing = root === '' ? undefined : await refusal(closure([program.file]), 'library-missing');
    if (missing === undefined) programs.push(program);
    else host.info(`natives: ${program.name} is left emulated: ${missing.message}`);
  }
  return { programs, libraries: await closure(programs.map(({ file }) => file)) };
}

/** The layer's entries. */
export async function contentEntries(
  { programs, libraries }: NativeContents,
  from: PackageRoot,
  profile: RootfsProfile,
  host: Host,
): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  for (const program of programs) {
    const path = `x86_64/native/${program.level}${program.directory}/${program.name}`;
    entries.push(await nativeEntry(path, program, profile, true));
  }
  for (const { soname, file } of libraries) {
    entries.push(
      await nativeEntry(`${NATIVE_LIBRARIES}/${soname}`, { name: basename(file), file }, profile, false),
    );
  }
  const changed = entries.filter((entry) => entry.type === 'file' && 'bytes' in entry.source);
  return [
    ...entries,
    ...(await gawkEntries(programs, from.root)),
    ...(await noticesFor(host, [], [...programs, ...libraries], 'x86_64/share/natives', from)),
    textEntry('x86_64/share/natives/CHANGES', CHANGES + changed.map(({ path }) => `${path}\n`).join('')),
  ];
}

const CHANGES =
  'In these files the names x86_64, x86_64-pc-linux-gnu and x86_64-linux-gnu were replaced by those that the root\n' +
  "filesystem's own builds of the programs have:\n\n";

async function refusal(work: Promise<unknown>, code: string): Promise<ToolError | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof ToolError && error.code === code) return error;
    throw error;
  }
}
