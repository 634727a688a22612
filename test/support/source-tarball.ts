import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../src/host/host.ts';

/**
 * A tarball of QEMU as a distribution's source package has it, with the distribution's patches. The directory has the
 * package's files, of which `dsc` is the one that lists the others with their checksums.
 */
export async function sourceTarball(directory: string, dsc: string, host: Host): Promise<string> {
  await host.exec('dpkg-source', ['--no-check', '-x', dsc, 'qemu'], { cwd: directory });
  return packQemu(directory, host);
}

/**
 * The same from the package's upstream tarball alone, which has no device trees as blobs: what the patches change on
 * that account (Debian's skip-install-dtb.patch) is done here.
 */
export async function repackedTarball(directory: string, orig: string, host: Host): Promise<string> {
  await host.exec('mkdir', ['qemu'], { cwd: directory });
  await host.exec('tar', ['-xf', orig, '-C', 'qemu', '--strip-components=1'], { cwd: directory });
  const build = join(directory, 'qemu/pc-bios/meson.build');
  await writeFile(build, (await readFile(build, 'utf8')).replace(/^subdir\('dtb'\)$/m, ''));
  return packQemu(directory, host);
}

/** Nothing of when and by whom it was unpacked: the same source is the same file, which the cache knows again. */
const SAME = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];

async function packQemu(directory: string, host: Host): Promise<string> {
  await host.exec('tar', [...SAME, '-cf', 'qemu.tar', 'qemu'], { cwd: directory });
  return join(directory, 'qemu.tar');
}
