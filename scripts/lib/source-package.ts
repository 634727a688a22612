import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../../src/errors.ts';
import { ifThere } from '../../src/files/if-there.ts';
import { machineArchives, releaseArchive, releaseArchives, sourceLine } from './archive.ts';
import { aptDirectory } from './arm64-archive.ts';
import { makeOnce } from './make-once.ts';
import { privateApt } from './private-apt.ts';
import { type RunOptions, run } from './run.ts';

const upstream = /\.orig\.tar\.[a-z0-9]+$/;

/**
 * The upstream tarball of a source package of the machine's distribution, or of an earlier download, which is kept in
 * `directory` of the cache.
 */
export async function fetchSource(
  sourcePackage: string,
  cache: string,
  options: RunOptions = {},
  directory = join(cache, sourcePackage),
): Promise<{ tarball: string; cached: boolean }> {
  const cached = await makeOnce(directory, options, () => download(sourcePackage, cache, directory, options));
  const tarball = await findTarball(directory);
  if (tarball !== undefined) return { tarball, cached };
  throw new ToolError(
    'no-source',
    `${sourcePackage} has no upstream tarball`,
    'this is unexpected: please report it',
  );
}

async function download(
  sourcePackage: string,
  cache: string,
  directory: string,
  options: RunOptions,
): Promise<void> {
  const archives = await machineArchives(options);
  const { origin, suite } = releaseArchive(archives);
  // Ubuntu has some in its universe component, which a machine may have turned off.
  const lines = releaseArchives(archives).map((archive) => {
    const components =
      origin === 'Ubuntu' ? new Set([...archive.components, 'universe']) : archive.components;
    return sourceLine('deb-src', { ...archive, components: [...components] });
  });
  const apt = await privateApt(aptDirectory(cache, 'source'), lines);
  await apt.update(options);
  const partial = `${directory}.${process.pid}`;
  try {
    await mkdir(partial, { recursive: true });
    const get = (name: string) =>
      apt.run('apt-get', ['--quiet', '--download-only', 'source', name], { ...options, cwd: partial });
    // A mirror may list a security update that it has not yet, or no longer: then the release's own version.
    await get(sourcePackage).catch(() => get(`${sourcePackage}/${suite}`));
    await rename(partial, directory);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function findTarball(directory: string): Promise<string | undefined> {
  const names = (await ifThere(readdir(directory))) ?? [];
  const name = names.find((entry) => upstream.test(entry));
  return name === undefined ? undefined : join(directory, name);
}

/** Unpacks the tarball's one directory as DIRECTORY, writable for any user of a container. */
export async function unpackSource(
  tarball: string,
  directory: string,
  options: RunOptions = {},
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const flags = ['--strip-components=1', '--no-same-owner', '--directory', directory];
  await run('tar', ['--extract', '--file', tarball, ...flags], options);
  // Root in a container without capabilities may write only what anybody may.
  await run('chmod', ['--recursive', 'a+rwX', directory], options);
}
