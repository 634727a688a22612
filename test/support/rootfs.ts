import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../../scripts/lib/cache-directory.ts';
import { writeEmulator } from '../../scripts/lib/emulator.ts';
import { developmentPackages, makeRootfs } from '../../scripts/lib/rootfs.ts';
import type { Scope } from '../../scripts/lib/scope.ts';

/**
 * The real arm64 root filesystem that tests share, with a compiler and two libraries' development files: ROOTFS
 * when it is set, else one made of the distribution's packages, which takes minutes only the first time.
 */
export async function debianRootfs(scope: Scope): Promise<string> {
  const given = process.env.ROOTFS;
  if (given && existsSync(given)) return given;
  const emulator = async () => writeEmulator(join(await scope.tempDir('emulator'), 'qemu-aarch64'));
  const request = { cache: cacheDirectory(), include: developmentPackages, emulator };
  return (await makeRootfs(request, scope)).path;
}
