import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptDirectory, findArm64Archive } from './arm64-archive.ts';
import { cacheDirectory } from './cache-directory.ts';
import { makeOnce } from './make-once.ts';
import { type RunOptions, run } from './run.ts';
import type { Scope } from './scope.ts';

/** A directory of arm64 packages. */
interface GuestPackages {
  /** Holds the .deb files and an index of them, `Packages`: apt takes it as `deb [trusted=yes] file:… ./`. */
  readonly directory: string;
  readonly files: readonly string[];
}

/**
 * The named arm64 packages of the machine's own release, with all that they depend on and the root filesystem (a
 * .tar.gz) does not have, downloaded or from the cache directory. For containers, which have no network.
 */
export async function fetchGuestPackages(
  names: readonly string[],
  rootfs: string,
  cache: string,
  scope: Scope,
): Promise<GuestPackages> {
  const options: RunOptions = { signal: scope.signal };
  const { apt } = await findArm64Archive(aptDirectory(cache, 'arm64'), options);
  const status = join(await scope.tempDir('status'), 'status');
  const { stdout: installed } = await run('tar', ['-xzOf', rootfs, './var/lib/dpkg/status'], options);
  await writeFile(status, `${installed}\n`);
  const key = createHash('sha256').update(JSON.stringify([[...names].sort(), installed]));
  for (const release of await apt.releases()) key.update(release);
  const directory = join(cache, 'guest-packages', key.digest('hex').slice(0, 32));
  await makeOnce(directory, options, async () => {
    const partial = `${directory}.${process.pid}`;
    scope.defer(() => rm(partial, { recursive: true, force: true }));
    await mkdir(join(partial, 'partial'), { recursive: true });
    const settings = [
      'APT::Architecture=arm64',
      'APT::Architectures=arm64',
      `Dir::State::status=${status}`,
      `Dir::Cache::archives=${partial}`,
    ].flatMap((setting) => ['-o', setting]);
    const flags = ['--quiet', '--yes', '--download-only', '--no-install-recommends'];
    await apt.run('apt-get', [...settings, ...flags, 'install', ...names], options);
    await rm(join(partial, 'partial'), { recursive: true });
    await rm(join(partial, 'lock'), { force: true });
    const { stdout } = await run('dpkg-scanpackages', ['.'], { ...options, cwd: partial });
    await writeFile(join(partial, 'Packages'), `${stdout}\n`);
    await rename(partial, directory);
  });
  const files = (await readdir(directory)).filter((name) => name.endsWith('.deb')).sort();
  return { directory, files: files.map((name) => join(directory, name)) };
}

/**
 * Puts the named arm64 packages, with all that they need, into an unpacked root filesystem that was made of `rootfs`,
 * as {@link fetchGuestPackages} gets them.
 */
export async function installGuestPackages(
  names: readonly string[],
  rootfs: string,
  root: string,
  scope: Scope,
): Promise<void> {
  if (names.length === 0) return;
  const packages = await fetchGuestPackages(names, rootfs, cacheDirectory(), scope);
  await unpackGuestPackages(packages, root, { signal: scope.signal });
}

/** Unpacks packages into an unpacked root filesystem and configures nothing; its /bin stays the link that it is. */
export async function unpackGuestPackages({ files }: GuestPackages, root: string, options: RunOptions) {
  const script =
    'dpkg-deb --fsys-tarfile "$1" | tar --extract --keep-directory-symlink --no-same-owner -C "$2"';
  for (const file of files) await run('sh', ['-c', script, 'sh', file, root], options);
}
