import { join } from 'node:path';
import { compareVersions } from '../../compare-versions.ts';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import { lazily } from '../../lazily.ts';
import { RECIPES } from '../../recipes/recipes.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import { openSource, type SourceFile } from '../../source/file.ts';
import { unpackTarball } from '../../source/unpack.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { NOT_ALL, sourceRow } from '../source-row.ts';
import { textEntry } from '../tree.ts';
import { coreOf } from './compiler.ts';
import { checkToolchainFits, fitLimits } from './gate.ts';
import { defaultLines } from './hardening.ts';
import { nameLinks, plainNames } from './names.ts';
import { OWN_SYSROOT } from './own-sysroot.ts';
import { savedToolchain } from './saved.ts';
import { type ForeignSdk, inspectSdk } from './sdk-facts.ts';
import { sdkEntries } from './sdk-tree.ts';
import { specsFile } from './specs.ts';
import { HOST, type Toolchain } from './toolchain.ts';

/**
 * A toolchain from a tarball: one that we saved (outputs: type=sdk), given back as it was; or somebody else's, as
 * Buildroot's `make sdk`, Bootlin and Arm publish them, fitted to the rootfs: its wrapper is left out, the rootfs
 * becomes its sysroot, and what it would make programs need is held to the gate.
 * @param spec path or https URL, with `#sha256=…` or without.
 * @throws ToolError `source-…`, `sdk-…`, `toolchain-does-not-fit`.
 */
export async function sdkToolchain(
  spec: string,
  profile: RootfsProfile,
  cpu: string,
  host: Host,
): Promise<Toolchain> {
  const source = await openSource(spec, 'toolchain', host);
  const unpack = unpacker(source, host);
  const facts = await inspectSdk(source, unpack, host);
  checkToolchainFits(`toolchain ${source.location}`, facts.needs, profile);
  if (facts.kind === 'saved') return savedToolchain(source, facts.manifest, unpack, profile, cpu, host);
  return foreignToolchain(source, facts, unpack, profile, cpu);
}

function foreignToolchain(
  source: SourceFile,
  facts: ForeignSdk,
  unpack: () => Promise<string>,
  profile: RootfsProfile,
  cpu: string,
): Toolchain {
  const { layout, compiler } = facts;
  const hasDebugger = facts.tools.includes('gdb');
  const core = coreOf(cpu);
  const major = Number.parseInt(layout.version, 10);
  const names = plainNames(new Set(facts.tools), major, profile.gccMajor);
  const ownSysroot =
    !profile.libcDevelopment &&
    layout.sysroot !== undefined &&
    (profile.libc.kind === 'musl' || compareVersions(facts.glibc, profile.libc.version) <= 0);
  const directory = `${HOST}/lib/gcc/${layout.target}/${layout.version}`;
  const specs = specsFile(compiler, {
    profile,
    directory,
    ...(core !== undefined && { cpu: core }),
    ...(ownSysroot && { ownSysroot: `/${OWN_SYSROOT}` }),
  });
  return {
    parts: {
      provider: 'sdk',
      recipe: RECIPES['toolchain-sdk'],
      sha256: source.sha256,
      names: [...names.keys()],
      specs,
      defaults: defaultLines(profile),
      fits: fitLimits(profile),
      sysroot: String(ownSysroot),
    },
    tools: [...names.keys()],
    libraries: [],
    about: `gcc ${layout.version}`,
    ownSysroot,
    needs: facts.needs,
    hasDebugger,
    madeFor: { cpu: core ?? '', defaults: defaultLines(profile) },
    build: async () => {
      const unpacked = join(await unpack(), facts.top);
      const programs = new Map(facts.tools.map((tool) => [tool, `${layout.target}-${tool}`]));
      const tree = new Map<string, TreeEntry>();
      for (const entry of nameLinks(programs, names)) tree.set(entry.path, entry);
      for (const entry of await sdkEntries(unpacked, layout, ownSysroot))
        if (hasDebugger || !entry.path.startsWith(`${HOST}/share/gdb/`)) tree.set(entry.path, entry);
      for (const name of facts.unusable) tree.delete(`${HOST}/bin/${layout.target}-${name}`);
      const specsPath = `${directory}/specs`;
      tree.set(specsPath, textEntry(specsPath, specs));
      const sourcesPath = 'x86_64/share/toolchain/SOURCES';
      tree.set(sourcesPath, textEntry(sourcesPath, sourcesNotice(source, facts, ownSysroot)));
      return [...tree.values()];
    },
  };
}

/** What is known of somebody else's toolchain. Where this machine had the tarball does not belong into the image. */
function sourcesNotice({ sha256 }: SourceFile, { layout, glibc }: ForeignSdk, ownSysroot: boolean): string {
  const gcc = sourceRow({ name: 'gcc', version: layout.version, licence: 'GPL-3.0+' });
  const libc = sourceRow({ name: 'glibc', version: glibc, licence: 'LGPL-2.1+' });
  return [
    `A toolchain from a tarball with SHA-256 ${sha256}:`,
    ...['', gcc, ...(ownSysroot && glibc !== '0' ? [libc] : []), '', NOT_ALL, ''],
  ].join('\n');
}

/** Unpacks the tarball, once in a run, into a directory that is gone when the host closes. */
function unpacker(source: SourceFile, host: Host): () => Promise<string> {
  return lazily(async () => {
    const directory = await host.tempDir('sdk');
    const complaint = await unpackTarball(await source.fetch(), directory, host);
    if (complaint === undefined) return directory;
    throw new ToolError(
      'sdk-damaged',
      `toolchain: ${source.location} cannot be unpacked: ${complaint}`,
      'give an intact tarball (.tar, .tar.gz, .tar.xz, .tar.zst)',
    );
  });
}
