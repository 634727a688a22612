import { join } from 'node:path';
import { ToolError } from '../../errors.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { SourceFile } from '../../source/file.ts';
import { RECIPES } from '../recipes.ts';
import { directoryEntries } from '../tree.ts';
import { layoutOf, MANIFEST, type ToolchainManifest } from './finish.ts';
import { LIBRARIES, type Toolchain } from './toolchain.ts';

/**
 * A toolchain that an earlier run saved (outputs: type=sdk): its layer, unpacked and packed again, byte for byte.
 * @throws ToolError `sdk-damaged`, `sdk-other-layout`.
 */
export function savedToolchain(
  { location, sha256 }: SourceFile,
  manifest: ToolchainManifest,
  unpack: () => Promise<string>,
  profile: RootfsProfile,
): Toolchain {
  checkManifest(manifest, location);
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

/** Names become paths in the image: nothing but names may be among them. */
function checkManifest({ format, tools, libraries }: ToolchainManifest, location: string): void {
  const names = [tools, libraries].flat();
  if (format === 1 && names.every((name) => typeof name === 'string' && /^[\w+-][\w.+-]*$/.test(name)))
    return;
  throw new ToolError(
    'sdk-damaged',
    `toolchain: ${location} has a ${MANIFEST} that is not ours, or from a newer version`,
    'give a tarball that outputs: type=sdk wrote',
  );
}
