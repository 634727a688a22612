// Takes Sigstore's trusted root from the npm package @sigstore/tuf: node scripts/sigstore-root.ts
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { main } from './lib/main.ts';
import { repository } from './lib/repository.ts';
import { publicGoodRoot } from './lib/sigstore-seed.ts';

await main(async () => {
  const text = `${JSON.stringify(await publicGoodRoot(), undefined, 2)}\n`;
  await writeFile(join(repository, 'src/cache/sigstore-root.json'), text);
});
