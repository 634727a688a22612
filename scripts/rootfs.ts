// Makes an arm64 root filesystem tarball: rootfs.ts --output FILE [--emulator FILE] [--include a,b,…]
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ToolError } from '../src/errors.ts';
import { cacheDirectory } from './lib/cache-directory.ts';
import { writeEmulator } from './lib/emulator.ts';
import { main } from './lib/main.ts';
import { ensurePackages } from './lib/packages.ts';
import { phase } from './lib/phase.ts';
import { developmentPackages, makeRootfs } from './lib/rootfs.ts';

const { values } = parseArgs({
  options: { output: { type: 'string' }, emulator: { type: 'string' }, include: { type: 'string' } },
});

await main(async (scope) => {
  const { output, emulator, include } = values;
  if (output === undefined) throw new ToolError('no-output', '--output is missing', 'name the file to write');
  await phase('packages', () => ensurePackages(['rootfs'], { signal: scope.signal }));
  await phase('root filesystem', async ({ line, note }) => {
    const buildEmulator = async () => writeEmulator(join(await scope.tempDir('emulator'), 'qemu-aarch64'));
    const tarball = await makeRootfs(
      {
        cache: cacheDirectory(),
        include: include?.split(',') ?? developmentPackages,
        emulator: emulator === undefined ? buildEmulator : async () => emulator,
        onLine: line,
      },
      scope,
    );
    if (tarball.cached) note('from the cache');
    await copyFile(tarball.path, output);
  });
});
