import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import { openSource } from '../../source/file.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { RECIPES } from '../recipes.ts';
import { directoryEntries, pathEntry } from '../tree.ts';
import { nameLinks, plainNames, TOOLS } from './names.ts';
import { HOST, type Toolchain } from './toolchain.ts';

/**
 * A toolchain from an SDK tarball, such as Buildroot's `make sdk` writes: one directory with
 * bin/aarch64-*-linux-*-gcc. Taken as it is; its programs find their own libraries through $ORIGIN.
 * @param spec path or https URL, with `#sha256=…` or without.
 * Throws ToolError `source-…` or, when it is unpacked, `sdk-without-compiler`.
 */
export async function sdkToolchain(spec: string, host: Host): Promise<Toolchain> {
  const source = await openSource(spec, 'toolchain', host);
  const names = plainNames(CERTAIN);
  return {
    parts: { provider: 'sdk', recipe: RECIPES['toolchain-sdk'], sha256: source.sha256 },
    tools: [...names.keys()],
    libraries: [],
    build: async (workDirectory) => unpack(await source.fetch(), source.location, workDirectory, host),
  };
}

/**
 * Tools that every SDK has. Only they get shadows: what else is in the tarball is not known before it is unpacked,
 * and a shadow without a program behind it would take the guest's own away.
 */
const CERTAIN: ReadonlySet<string> = new Set([
  ...['gcc', 'g++', 'cpp', 'gcc-ar', 'gcc-nm', 'gcc-ranlib', 'as', 'ld', 'ar', 'nm', 'ranlib', 'strip'],
  ...['objdump', 'objcopy', 'readelf', 'addr2line', 'size', 'strings', 'c++filt'],
]);

async function unpack(file: string, name: string, workDirectory: string, host: Host): Promise<TreeEntry[]> {
  await host.exec('tar', ['-xf', file, '-C', workDirectory, '--no-same-owner']);
  const root = await findRoot(name, workDirectory);
  const bin = await readdir(join(root, 'bin'));
  const prefix = bin.map((name) => /^(aarch64-.*linux-[a-z]+-)gcc$/.exec(name)?.[1]).find(Boolean);
  if (prefix === undefined) throw withoutCompiler(name);
  const tools = TOOLS.filter((tool) => bin.includes(`${prefix}${tool}`));
  const programs = new Map(tools.map((tool) => [tool as string, `${prefix}${tool}`]));
  const tree = new Map<string, TreeEntry>();
  for (const entry of nameLinks(programs, plainNames(new Set(tools)))) tree.set(entry.path, entry);
  // What the SDK itself has under one of these names stays.
  for (const entry of await directoryEntries(root, HOST)) tree.set(entry.path, entry);
  return [...tree.values()];
}

async function findRoot(path: string, directory: string): Promise<string> {
  const [only, ...others] = await readdir(directory);
  const candidates =
    only !== undefined && others.length === 0 ? [directory, join(directory, only)] : [directory];
  for (const candidate of candidates) {
    if (
      await pathEntry(join(candidate, 'bin', '.'), 'bin').then(
        () => true,
        () => false,
      )
    )
      return candidate;
  }
  throw withoutCompiler(path);
}

function withoutCompiler(path: string): ToolError {
  return new ToolError(
    'sdk-without-compiler',
    `the SDK tarball ${path} has no bin/aarch64-…-linux-…-gcc`,
    'give a tarball made by Buildroot\'s "make sdk" for aarch64, or another with the compiler in bin/',
  );
}
