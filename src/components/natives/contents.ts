import { basename } from 'node:path';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { librariesIn } from '../packages/libraries.ts';
import { noticesFor } from '../packages/notices.ts';
import { type PackageRoot, THIS_MACHINE } from '../packages/root.ts';
import { RUNTIME_SONAMES } from '../runtime/sonames.ts';
import { installedLibraries, libraryClosure, type SharedLibrary } from '../shared-libraries.ts';
import { fileEntry, textEntry } from '../tree.ts';
import type { NativePackage } from './choose.ts';
import { gawkEntries } from './gawk.ts';
import { findPrograms, type NativeProgram, nativeEntry, privateLibraries } from './programs.ts';

/** Where the stand-ins' x86-64 libraries lie in the image. */
export const NATIVE_LIBRARIES = 'x86_64/lib/natives';

/** What the natives layer is made of. */
interface NativeContents {
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
  from: PackageRoot,
  profile: RootfsProfile,
  host: Host,
): Promise<NativeContents> {
  const ours = from === THIS_MACHINE;
  const found = await findPrograms(host, packages, profile, from);
  const known = ours
    ? new Map([...(await privateLibraries(host, packages)), ...(await installedLibraries(host))])
    : await librariesIn(from, host);
  const closure = async (files: readonly string[]) => libraryClosure(files, known, new Set(RUNTIME_SONAMES));
  const programs: NativeProgram[] = [];
  for (const program of found) {
    const missing = ours ? undefined : await refusal(closure([program.file]), 'library-missing');
    if (missing === undefined) programs.push(program);
    else host.info(`natives: ${program.name} is left emulated: ${missing.message}`);
  }
  return { programs, libraries: await closure(programs.map(({ file }) => file)) };
}

/**
 * The layer's entries. Of another release's programs those are left out that cannot be made to say aarch64; its libraries
 * then stay as they are.
 * @throws ToolError `native-unknown` for this machine's.
 */
export async function contentEntries(
  { programs, libraries }: NativeContents,
  from: PackageRoot,
  profile: RootfsProfile,
  host: Host,
): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  for (const program of programs) {
    const path = `x86_64/native/${program.level}${program.directory}/${program.name}`;
    const entry = nativeEntry(path, program, profile, true);
    const refused = from === THIS_MACHINE ? undefined : await refusal(entry, 'native-unknown');
    if (refused === undefined) entries.push(await entry);
    else host.info(`natives: ${program.name} is left emulated: ${refused.message}`);
  }
  for (const { soname, file } of libraries) {
    const path = `${NATIVE_LIBRARIES}/${soname}`;
    const entry = nativeEntry(path, { name: basename(file), file }, profile, false);
    const refused = from === THIS_MACHINE ? undefined : await refusal(entry, 'native-unknown');
    entries.push(refused === undefined ? await entry : fileEntry(path, file, false));
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
