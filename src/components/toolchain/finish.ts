import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { textEntry } from '../tree.ts';
import { checkToolchainFits } from './gate.ts';
import { collectNeeds, type ToolchainNeeds } from './needs.ts';
import { targetFiles } from './target-files.ts';
import type { MadeFor, Toolchain } from './toolchain.ts';

/** Where a toolchain's layer says what it is, so that it can be given back as an SDK. */
export const MANIFEST = 'x86_64/share/toolchain/toolchain.json';

/** What MANIFEST says: all that has to be known of a toolchain without looking through it. */
export interface ToolchainManifest {
  readonly format: 1;
  readonly about: string;
  /** What its specs file was written for. */
  readonly layout: string;
  readonly tools: readonly string[];
  /** Sonames of the libraries in x86_64/lib/toolchain. */
  readonly libraries: readonly string[];
  readonly needs: ToolchainNeeds;
  readonly hasDebugger: boolean;
  readonly madeFor?: MadeFor;
}

/** How a root filesystem's libraries lie, and whose: a toolchain made for one is of no use in another. */
export function layoutOf({ libc, multiarch }: Pick<RootfsProfile, 'libc' | 'multiarch'>): string {
  return `${libc.kind} ${multiarch ?? (libc.kind === 'musl' ? 'lib' : 'lib64')}`;
}

/**
 * Builds the toolchain, holds it to the gate, whoever provides it, and adds MANIFEST. Of a toolchain whose needs were
 * known before, they were checked before.
 * @param name for messages: `toolchain "buildroot"`.
 * @throws ToolError `toolchain-does-not-fit`, and what the provider throws.
 */
export async function buildChecked(
  name: string,
  toolchain: Toolchain,
  profile: RootfsProfile,
  workDirectory: string,
): Promise<readonly TreeEntry[]> {
  const entries = await toolchain.build(workDirectory);
  const files = () => [...targetFiles(entries), ...(toolchain.libcFiles?.() ?? [])];
  const needs = toolchain.needs ?? (await collectNeeds(files(), toolchain.libc));
  checkToolchainFits(name, needs, profile, toolchain.unfitHint);
  const manifest: ToolchainManifest = {
    format: 1,
    about: toolchain.about ?? '',
    layout: layoutOf(profile),
    tools: toolchain.tools,
    libraries: toolchain.libraries.map(({ soname }) => soname),
    needs,
    hasDebugger: toolchain.hasDebugger ?? false,
    ...(toolchain.madeFor && { madeFor: toolchain.madeFor }),
  };
  return [...entries, textEntry(MANIFEST, `${JSON.stringify(manifest, undefined, 1)}\n`)];
}
