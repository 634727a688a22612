import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Host } from '../../src/host/host.ts';
import { repackedTarball, sourceTarball } from './source-tarball.ts';
import ubuntu from './ubuntu-qemu.json' with { type: 'json' };

/** A QEMU in Ubuntu's archive: a source package's .dsc, or its upstream tarball. */
interface UbuntuQemu {
  readonly series: string;
  readonly file: string;
  readonly sha256: string;
}

/** Apart from src/versions.json, which becomes a part of the bundles: these are for tests alone. */
export const UBUNTU_QEMUS: readonly UbuntuQemu[] = ubuntu.sources;

/** The archive does not answer or does not have the file: of what was updated it keeps the newest version only. */
export class NotInArchive extends Error {}

/**
 * QEMU's source as a tarball; from a source package with Ubuntu's patches, as `distro` takes it there.
 * @throws NotInArchive
 */
export async function ubuntuQemu({ file, sha256 }: UbuntuQemu, host: Host): Promise<string> {
  const directory = await host.tempDir('ubuntu');
  const bytes = await download(file, directory);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) throw new Error(`${file} has the SHA-256 ${found}, not ${sha256}`);
  if (!file.endsWith('.dsc')) return repackedTarball(directory, file, host);
  for (const name of filesOf(bytes.toString())) await download(name, directory);
  return sourceTarball(directory, file, host);
}

/** The files that a .dsc lists (dsc(5), Checksums-Sha256). */
function filesOf(dsc: string): string[] {
  const list = /^Checksums-Sha256:\s*\n((?: .*\n)+)/m.exec(dsc)?.[1] ?? '';
  return [...list.matchAll(/^ [0-9a-f]{64} \d+ (\S+)$/gm)].map(([, name = '']) => basename(name));
}

async function download(name: string, directory: string): Promise<Buffer> {
  const response = await fetch(ubuntu.pool + name).catch((cause: unknown) => {
    throw new NotInArchive(`${ubuntu.pool} cannot be reached`, { cause });
  });
  if (!response.ok) throw new NotInArchive(`${ubuntu.pool} has no ${name} (HTTP ${response.status})`);
  const bytes = Buffer.from(await response.arrayBuffer());
  await writeFile(join(directory, name), bytes);
  return bytes;
}
