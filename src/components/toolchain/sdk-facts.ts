import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { restoreRecord, saveRecord } from '../../cache/record.ts';
import { ofFile } from '../../elf/dynamic.ts';
import { highestVersion, versionsDefined } from '../../elf/versions.ts';
import { ToolError } from '../../errors.ts';
import { readOptional } from '../../files/optional-file.ts';
import type { Host } from '../../host/host.ts';
import { RECIPES } from '../../recipes/recipes.ts';
import type { SourceFile } from '../../source/file.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { contentKey } from '../key.ts';
import { RUNTIME_SONAMES } from '../runtime/sonames.ts';
import { neededLibraries } from '../shared-libraries.ts';
import { sourceFile } from '../tree.ts';
import { type Compiler, readCompiler } from './compiler.ts';
import { MANIFEST, type ToolchainManifest } from './finish.ts';
import { TOOLS } from './names.ts';
import { collectNeeds, type ToolchainNeeds } from './needs.ts';
import { parseManifest } from './saved.ts';
import { findLayout, type SdkLayout, sdkEntries, sysrootEntries } from './sdk-tree.ts';
import { targetFiles } from './target-files.ts';
import { HOST } from './toolchain.ts';

/** What there is to know of a tarball without unpacking it again. */
type SdkFacts =
  | { readonly kind: 'saved'; readonly manifest: ToolchainManifest; readonly needs: ToolchainNeeds }
  | ForeignSdk;

/** Of a toolchain that is not ours. */
export interface ForeignSdk {
  readonly kind: 'foreign';
  /** The directory in the tarball in which all lies; empty for none. */
  readonly top: string;
  readonly layout: SdkLayout;
  readonly compiler: Compiler;
  readonly tools: readonly string[];
  /** Tools for which something is missing (a gdb's Python): left out. */
  readonly unusable: readonly string[];
  readonly needs: ToolchainNeeds;
  /** Version of its own glibc, `0` without one. */
  readonly glibc: string;
}

/**
 * Looks through an unpacked tarball, once for its checksum: what was found is kept in the cache.
 * @throws ToolError `sdk-damaged`, `sdk-without-compiler`, `sdk-library-missing`.
 */
export async function inspectSdk(
  source: SourceFile,
  unpack: () => Promise<string>,
  host: Host,
): Promise<SdkFacts> {
  const key = contentKey('sdk', { sha256: source.sha256, recipe: RECIPES['toolchain-sdk'] });
  const known = await restoreRecord<SdkFacts>(key, host);
  if (known !== undefined) return known;
  const facts = await inspect(await unpack(), source.location, host);
  await saveRecord(key, facts, host);
  return facts;
}

async function inspect(directory: string, location: string, host: Host): Promise<SdkFacts> {
  const text = await readOptional(join(directory, MANIFEST));
  if (text !== undefined) {
    const manifest = parseManifest(text, location);
    return { kind: 'saved', manifest, needs: manifest.needs };
  }
  const [only = '', ...others] = await readdir(directory);
  for (const top of others.length === 0 ? [only, ''] : ['']) {
    const layout = await findLayout(join(directory, top));
    if (layout !== undefined) return foreign(join(directory, top), top, layout, host);
  }
  throw new ToolError(
    'sdk-without-compiler',
    `the SDK tarball ${location} has no bin/aarch64-…-linux-…-gcc and lib/gcc`,
    'give a toolchain for aarch64 Linux with glibc or musl that runs on x86-64: from outputs: type=sdk, Buildroot\'s "make sdk", Bootlin or Arm',
  );
}

async function foreign(directory: string, top: string, layout: SdkLayout, host: Host): Promise<ForeignSdk> {
  const entries = await sdkEntries(directory, layout, false);
  const libc = await sysrootEntries(directory, layout);
  const unusable = unusableTools(entries, layout);
  const prefix = `${HOST}/bin/${layout.target}-`;
  const present = new Set(entries.map(({ path }) => path));
  const tools = TOOLS.filter((tool) => present.has(`${prefix}${tool}`) && !unusable.includes(tool));
  const gcc = entries.find(({ path }) => path === `${prefix}gcc`);
  return {
    kind: 'foreign',
    top,
    layout,
    compiler: await readCompiler(sourceFile(gcc) ?? join(directory, 'bin', `${layout.target}-gcc`), host),
    tools,
    unusable,
    needs: await collectNeeds(targetFiles([...entries, ...libc])),
    glibc: await glibcOf(libc),
  };
}

/**
 * Only gdb can be done without; for what compiling needs it is an error. One with Python does not start without the
 * standard library, which stays behind.
 */
function unusableTools(entries: readonly TreeEntry[], { target }: SdkLayout): string[] {
  const own = new Set(entries.map(({ path }) => path).filter((path) => path.startsWith(`${HOST}/lib/`)));
  const unusable: string[] = [];
  for (const entry of entries) {
    const file = sourceFile(entry);
    if (
      file === undefined ||
      !/^x86_64\/host\/(bin|libexec\/gcc\/.*\/(cc1|cc1plus|collect2|lto1))/.test(entry.path)
    )
      continue;
    const tool = entry.path.replace(`${HOST}/bin/${target}-`, '');
    const isDebugger = tool.startsWith('gdb');
    const missing = (neededLibraries(file) ?? []).find(
      (soname) =>
        (!RUNTIME_SONAMES.includes(soname) && !own.has(`${HOST}/lib/${soname}`)) ||
        (isDebugger && soname.startsWith('libpython')),
    );
    if (missing === undefined) continue;
    if (!isDebugger) throw libraryMissing(tool, missing);
    unusable.push(tool);
  }
  return unusable;
}

function libraryMissing(program: string, soname: string): ToolError {
  return new ToolError(
    'sdk-library-missing',
    `toolchain: its ${program} needs the shared library ${soname}, which is neither in the tarball nor in images`,
    'use a tarball that brings its own libraries in lib/, as those of Bootlin, Arm and "make sdk" do',
  );
}

async function glibcOf(libc: readonly TreeEntry[]): Promise<string> {
  const file = sourceFile(libc.find(({ path }) => path.endsWith('/libc.so.6')));
  if (file === undefined) return '0';
  const bytes = await readFile(file);
  return (
    highestVersion(
      ofFile(file, () => versionsDefined(bytes)),
      'GLIBC_',
    ) ?? '0'
  );
}
