import { join } from 'node:path';
import type { BinfmtRoot } from './binfmt-scope.ts';
import { cacheDirectory } from './cache-directory.ts';
import { distroEmulator } from './distro-emulator.ts';
import { runAsRoot } from './root.ts';
import { run } from './run.ts';
import type { Scope } from './scope.ts';

const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

/** A root filesystem, unpacked, for the distribution's QEMU with binfmt_misc: what ours is compared with. */
export async function emulatedRoot(rootfs: string, scope: Scope): Promise<BinfmtRoot> {
  const options = { signal: scope.signal };
  const directory = await scope.tempDir('emulated');
  // Only root can remove what root unpacked.
  scope.defer(async () => void (await runAsRoot('rm', ['-rf', '--one-file-system', directory])));
  const tree = join(directory, 'tree');
  await run('mkdir', [tree], options);
  await runAsRoot('tar', ['-xzpf', rootfs, '--numeric-owner', '--directory', tree], options);
  const variables = Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]);
  return {
    emulator: await distroEmulator(cacheDirectory(), options),
    tree,
    view: ['--clearenv', ...variables],
  };
}
