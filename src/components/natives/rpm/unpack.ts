import { mkdir } from 'node:fs/promises';
import type { Host } from '../../../host/host.ts';
import type { PackageRoot, UnpackedRpm } from '../../package-root.ts';
import type { ArchivePackage } from '../guest-archive.ts';
import { unpackArchive } from '../unpack.ts';
import { rpmError } from './dnf.ts';
import { rpmName } from './fetch.ts';

/** A line for each package; epoch 0 is the same as none. */
const FORMAT = '%{NAME}\\t%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\\t%{SOURCERPM}\\t%{LICENSE}\\n';

/**
 * Unpacks .rpm files below a new directory. Nothing of them is run, and nothing is installed.
 * @param packages what they have to be.
 * @throws ToolError `guest-archive` when they are not.
 */
export async function unpackRpms(
  files: readonly string[],
  packages: readonly ArchivePackage[],
  root: string,
  host: Host,
): Promise<PackageRoot> {
  await mkdir(root);
  const { stdout } = await host.exec('rpm', [
    ...['--dbpath', root, '--nosignature', '--query', '--package', '--queryformat', FORMAT],
    ...files,
  ]);
  const expected = new Set(packages.map(rpmName));
  const rpms: UnpackedRpm[] = [];
  for (const [index, line] of stdout.trimEnd().split('\n').entries()) {
    const [name = '', evr = '', sourceRpm = '', licence = ''] = line.split('\t');
    const version = evr.replace(/^0:/, '');
    if (!expected.delete(rpmName({ name, version })))
      throw rpmError(`a repository has ${name} ${version}, which was not asked for`);
    const paths = await unpackArchive(TO_TAR, files[index] ?? '', root, host);
    rpms.push({ name, version, source: sourceOf(sourceRpm), depends: '', licence, files: paths });
  }
  if (expected.size > 0) throw rpmError(`not downloaded: ${[...expected].join(', ')}`);
  return { root, rpms };
}

/** rpm2archive(8) compresses, by default and in the versions that cannot be told not to. */
const TO_TAR = 'rpm2archive - < "$1" | gzip -dc';

/** Name and version of `bash-5.1.8-9.el9.src.rpm`. */
function sourceOf(file: string): string {
  return file.replace(/\.(?:no)?src\.rpm$/, '').replace(/-([^-]+-[^-]+)$/, ' $1');
}
