import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ToolError } from '../../src/errors.ts';

const PUBLIC_GOOD = 'https://tuf-repo-cdn.sigstore.dev';

/** The trusted root of Sigstore's public good instance, as the installed package @sigstore/tuf has it in its seeds. */
export async function publicGoodRoot(): Promise<unknown> {
  const path = fileURLToPath(import.meta.resolve('@sigstore/tuf/seeds.json'));
  const seeds = JSON.parse(await readFile(path, 'utf8')) as Record<string, Seed>;
  const encoded = seeds[PUBLIC_GOOD]?.targets['trusted_root.json'];
  if (encoded === undefined) {
    throw new ToolError(
      'sigstore-seed',
      `@sigstore/tuf has no trusted_root.json for ${PUBLIC_GOOD} in its seeds.json`,
      'see where this version of the package keeps it, and change scripts/lib/sigstore-seed.ts',
    );
  }
  return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
}

interface Seed {
  readonly targets: Readonly<Record<string, string>>;
}
