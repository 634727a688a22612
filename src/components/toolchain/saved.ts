import { join } from 'node:path';
import { ToolError } from '../../errors.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { SourceFile } from '../../source/file.ts';
import { RECIPES } from '../recipes.ts';
import { directoryEntries } from '../tree.ts';
import { layoutOf, MANIFEST, type ToolchainManifest } from './finish.ts';
import type { NeededVersion, ToolchainNeeds } from './needs.ts';
import { LIBRARIES, type Toolchain } from './toolchain.ts';

/**
 * A toolchain that an earlier run saved (outputs: type=sdk): its layer, unpacked and packed again, byte for byte.
 * @throws ToolError `sdk-other-layout`.
 */
export function savedToolchain(
  { location, sha256 }: SourceFile,
  manifest: ToolchainManifest,
  unpack: () => Promise<string>,
  profile: RootfsProfile,
): Toolchain {
  const layout = layoutOf(profile);
  if (manifest.layout !== layout) {
    throw new ToolError(
      'sdk-other-layout',
      `toolchain: ${location} was made for a root filesystem with ${manifest.layout}, and this one has ${layout}`,
      'save one that was made for such a root filesystem (outputs: type=sdk)',
    );
  }
  return {
    parts: { provider: 'saved', recipe: RECIPES['toolchain-sdk'], sha256 },
    tools: manifest.tools,
    // They are in the tree; only their names are asked for.
    libraries: manifest.libraries.map((soname) => ({ soname, file: `/${LIBRARIES}/${soname}` })),
    about: manifest.about,
    needs: manifest.needs,
    hasDebugger: manifest.hasDebugger,
    build: async () => {
      const directory = join(await unpack(), 'x86_64');
      const entries = await directoryEntries(directory, 'x86_64');
      return entries.filter(({ path }) => path !== MANIFEST);
    },
  };
}

/**
 * Reads the manifest of a tarball that outputs: type=sdk wrote.
 * @param location the tarball, for messages.
 * @throws ToolError `sdk-damaged` for what is none of ours.
 */
export function parseManifest(text: string, location: string): ToolchainManifest {
  let value: unknown;
  let cause: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    cause = error;
  }
  if (isManifest(value)) return value;
  throw new ToolError(
    'sdk-damaged',
    `toolchain: ${location} has a ${MANIFEST} that is not ours, or from a newer version`,
    'give a tarball that outputs: type=sdk wrote',
    { cause },
  );
}

type Unknown<T> = Partial<Record<keyof T, unknown>>;

function isManifest(value: unknown): value is ToolchainManifest {
  const { format, about, layout, tools, libraries, needs, hasDebugger } = (value ??
    {}) as Unknown<ToolchainManifest>;
  const told = typeof about === 'string' && typeof layout === 'string' && typeof hasDebugger === 'boolean';
  return format === 1 && told && [tools, libraries].every(areNames) && areNeeds(needs);
}

/** They become paths in the image: nothing but names may be among them. */
function areNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => /^[\w+-][\w.+-]*$/.test(String(name)));
}

function areNeeds(value: unknown): boolean {
  const { libc, versions } = (value ?? {}) as Unknown<ToolchainNeeds>;
  return (libc === 'glibc' || libc === 'musl') && Array.isArray(versions) && versions.every(isVersion);
}

function isVersion(value: unknown): boolean {
  const { version, count, symbols } = (value ?? {}) as Unknown<NeededVersion>;
  return typeof version === 'string' && typeof count === 'number' && Array.isArray(symbols);
}
