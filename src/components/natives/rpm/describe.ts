import type { Host } from '../../../host/host.ts';
import { hashFile } from '../../key.ts';

/** A package's file, and what it says of itself. */
export interface RpmFile {
  readonly file: string;
  readonly sha256: string;
  readonly name: string;
  /** `[epoch:]version-release`. */
  readonly version: string;
  /** Name and version of the source package. */
  readonly source: string;
  readonly licence: string;
}

/** A line for each package (rpm(8), QUERYFORMAT). */
const FORMAT = '%{NAME}\\t%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\\t%{SOURCERPM}\\t%{LICENSE}\\n';

/**
 * What .rpm files say of themselves.
 * @param database a directory for rpm's own, which is not asked.
 */
export async function describeRpms(
  files: readonly string[],
  database: string,
  host: Host,
): Promise<readonly RpmFile[]> {
  if (files.length === 0) return [];
  const { stdout } = await host.exec('rpm', [
    ...['--dbpath', database, '--nosignature', '--query', '--package', '--queryformat', FORMAT],
    ...files,
  ]);
  const lines = stdout.split('\n');
  return Promise.all(
    files.map(async (file, index) => {
      const [name = '', version = '', source = '', licence = ''] = (lines[index] ?? '').split('\t');
      return {
        ...{ file, name, licence, sha256: await hashFile(file) },
        version: version.replace(/^0:/, ''), // the same as no epoch
        source: source.replace(/\.(?:no)?src\.rpm$/, '').replace(/-([^-]+-[^-]+)$/, ' $1'),
      };
    }),
  );
}
