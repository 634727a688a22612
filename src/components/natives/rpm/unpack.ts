import { mkdir } from 'node:fs/promises';
import type { Host } from '../../../host/host.ts';
import type { PackageRoot, UnpackedRpm } from '../../packages/root.ts';
import { unpackArchive } from '../unpack.ts';
import type { RpmFile } from './describe.ts';

/** Unpacks .rpm files below a new directory. Nothing of them is run, and nothing is installed. */
export async function unpackRpms(files: readonly RpmFile[], root: string, host: Host): Promise<PackageRoot> {
  await mkdir(root);
  const rpms: UnpackedRpm[] = [];
  for (const { file, name, version, source, licence } of files) {
    const paths = await unpackArchive(TO_TAR, file, root, host);
    rpms.push({ name, version, source, depends: '', licence, files: paths });
  }
  return { root, rpms };
}

/** rpm2archive(8) compresses, by default and in the versions that cannot be told not to. */
const TO_TAR = 'rpm2archive - < "$1" | gzip -dc';
