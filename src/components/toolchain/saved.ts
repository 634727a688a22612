import { join } from 'node:path';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import { RECIPES } from '../../recipes/recipes.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { SourceFile } from '../../source/file.ts';
import { directoryEntries } from '../tree.ts';
import { MANIFEST, type ToolchainManifest } from './finish.ts';
import { checkMadeFor, defaultsWarning } from './made-for.ts';
import type { NeededVersion, ToolchainNeeds } from './needs.ts';
import { LIBRARIES, type MadeFor, type Toolchain } from './toolchain.ts';

/**
 * A toolchain that an earlier run saved (outputs: type=sdk): its layer, unpacked and packed again, byte for byte. Warns
 * where its defaults are not those of the rootfs's own compiler.
 * @throws ToolError as checkMadeFor.
 */
export function savedToolchain(
  { location, sha256 }: SourceFile,
  manifest: ToolchainManifest,
  unpack: () => Promise<string>,
  profile: RootfsProfile,
  cpu: string,
  host: Pick<Host, 'warning'>,
): Toolchain {
  checkMadeFor(location, manifest, profile, cpu);
  const warning = defaultsWarning(location, manifest, profile);
  if (warning !== undefined) host.warning(warning);
  return {
    parts: { provider: 'saved', recipe: RECIPES['toolchain-sdk'], sha256 },
    tools: manifest.tools,
    // They are in the tree; only their names are asked for.
    libraries: manifest.libraries.map((soname) => ({ soname, file: `/${LIBRARIES}/${soname}` })),
    about: manifest.about,
    needs: manifest.needs,
    hasDebugger: manifest.hasDebugger,
    ...(manifest.madeFor && { madeFor: manifest.madeFor }),
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
 * @throws ToolError `sdk-damaged` for what we did not make.
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
  const { format, about, layout, tools, libraries, needs, hasDebugger, madeFor } = (value ??
    {}) as Unknown<ToolchainManifest>;
  const told = typeof about === 'string' && typeof layout === 'string' && typeof hasDebugger === 'boolean';
  const known = [tools, libraries].every(areNames) && areNeeds(needs);
  return format === 1 && told && known && (madeFor === undefined || isMadeFor(madeFor));
}

function isMadeFor(value: unknown): boolean {
  const { cpu, gccDirectory, defaults } = (value ?? {}) as Unknown<MadeFor>;
  const isText = (text: unknown) => typeof text === 'string';
  const known = isText(cpu) && Array.isArray(defaults) && defaults.every(isText);
  return known && (gccDirectory === undefined || isText(gccDirectory));
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
