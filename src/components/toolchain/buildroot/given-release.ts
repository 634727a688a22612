import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../../../errors.ts';
import type { Host } from '../../../host/host.ts';
import { openSource } from '../../../source/file.ts';
import type { PlanOverrides } from './fit.ts';
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
    `buildroot-source: the name ${buildrootSource} does not tell which release of Buildroot it is`,
    'say so with buildroot-version: YYYY.MM',
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
  const patterns = RELEASE_FILES.map((path) => `*/${path}`);
  const { code, stderr } = await host.exec(
    'tar',
    [
      ...['-xf', await source.fetch(), '-C', directory, '--strip-components=1', '--no-same-owner'],
      ...['--wildcards', '--no-wildcards-match-slash', ...patterns],
    ],
    { ignoreExitCode: true },
  );
  if (code !== 0) throw broken(stderr.trim().split('\n')[0] ?? '');
  try {
    return await readRelease(version, (path) => readFile(join(directory, path), 'utf8'));
  } catch (error) {
    throw broken(error instanceof Error ? error.message : String(error), error);
  } finally {
    await rm(directory, { recursive: true });
  }
}
