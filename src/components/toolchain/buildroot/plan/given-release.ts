import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../../../../errors.ts';
import type { Host } from '../../../../host/host.ts';
import { openSource } from '../../../../source/file.ts';
import { shownAddress } from '../../../../source/shown-address.ts';
import { unpackTarball } from '../../../../source/unpack.ts';
import type { PlanOverrides } from './overrides.ts';
import { RELEASE_FILES, readRelease } from './release-files.ts';
import { RELEASES, type Release, seriesOf } from './releases.ts';

/**
 * The release that the inputs name: what was said, else what a whole .config or the source's name tells
 * (buildroot-2025.02.1.tar.xz); undefined when they name none.
 * @param configured what the head of a .config names.
 * @throws ToolError `plan-release-unknown`.
 */
export function versionGiven(
  { buildrootVersion, buildrootSource }: Pick<PlanOverrides, 'buildrootVersion' | 'buildrootSource'>,
  configured: string | undefined,
): string | undefined {
  if (buildrootVersion !== undefined || configured !== undefined || buildrootSource === undefined)
    return buildrootVersion ?? configured;
  const named = /buildroot-v?(\d{4}\.\d{2}(?:\.\d+)?)/.exec(buildrootSource)?.[1];
  if (named !== undefined) return named;
  throw new ToolError(
    'plan-release-unknown',
    `buildroot-source: the name ${shownAddress(buildrootSource)} does not tell which release of Buildroot it is`,
    'say so with buildroot-version: YYYY.MM',
  );
}

/**
 * The releases that a plan may choose from: all of the table, or the one that was named.
 * @throws ToolError `plan-release-unknown`.
 */
export function findReleases(
  version: string | undefined,
  { sourceRelease, buildrootSource }: PlanOverrides,
): readonly Release[] {
  if (sourceRelease !== undefined) return [sourceRelease];
  if (version === undefined) return RELEASES;
  const row = RELEASES.find((release) => seriesOf(release.version) === seriesOf(version));
  if (row === undefined) throw unknownSeries(version);
  if ([row.version, seriesOf(row.version)].includes(version)) return [row];
  // Only of the newest point release is it known which commit it is; a tarball of another may be given.
  if (buildrootSource === undefined) throw unknownPointRelease(version, row);
  return [{ ...row, version }];
}

function unknownSeries(version: string): ToolError {
  const series = RELEASES.map((release) => seriesOf(release.version));
  return new ToolError(
    'plan-release-unknown',
    `buildroot-version: ${version} is not a release that can be used`,
    `use one from ${series[0]} to ${series.at(-1)}, or a newer one's tarball as buildroot-source; older ones do not ` +
      'work with a make of today',
  );
}

function unknownPointRelease(version: string, row: Release): ToolError {
  return new ToolError(
    'plan-release-unknown',
    `buildroot-version: of the series ${seriesOf(version)} only ${row.version} can be used, and not ${version}`,
    `use ${row.version}, or give the tarball of ${version} as buildroot-source`,
  );
}

/** Whether all releases of the table are older. */
export function isNewerThanTable(version: string): boolean {
  return seriesOf(version) > seriesOf(RELEASES.at(-1)?.version ?? '');
}

/**
 * What a tarball of Buildroot offers, from its own files: for a release that the table does not have yet.
 * @param spec the input buildroot-source.
 * @throws ToolError `buildroot-source-broken`, and what openSource throws.
 */
export async function readGivenRelease(spec: string, version: string, host: Host): Promise<Release> {
  const source = await openSource(spec, 'buildroot-source', host);
  const directory = await host.tempDir('buildroot-release');
  const broken = (why: string, cause?: unknown) =>
    new ToolError(
      'buildroot-source-broken',
      `buildroot-source: ${source.location} does not say what it offers: ${why}`,
      'give a release tarball as from https://buildroot.org/downloads, or one that is not newer than the known ones',
      { cause },
    );
  const only = RELEASE_FILES.map((path) => `*/${path}`);
  const complaint = await unpackTarball(await source.fetch(), directory, host, { strip: 1, only });
  if (complaint !== undefined) throw broken(complaint);
  try {
    return await readRelease(version, (path) => readFile(join(directory, path), 'utf8'));
  } catch (error) {
    throw broken(error instanceof Error ? error.message : String(error), error);
  } finally {
    await rm(directory, { recursive: true });
  }
}
