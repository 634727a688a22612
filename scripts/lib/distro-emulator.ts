import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeOnce } from './make-once.ts';
import { type RunOptions, run } from './run.ts';

/**
 * The static QEMU of the machine's own distribution, for comparison: unpacked from its package below the cache
 * directory, never installed, since installing it registers it with binfmt_misc. Returns the program's path.
 */
export async function distroEmulator(cache: string, options: RunOptions = {}): Promise<string> {
  const directory = join(cache, 'qemu-user-static');
  const program = join(directory, 'usr/bin/qemu-aarch64-static');
  await makeOnce(directory, options, () => download(directory, options));
  return program;
}

async function download(directory: string, options: RunOptions): Promise<void> {
  const partial = `${directory}.${process.pid}`;
  try {
    await mkdir(partial, { recursive: true });
    await run('apt-get', ['--quiet', '-o', 'APT::Sandbox::User=root', 'download', 'qemu-user-static'], {
      ...options,
      cwd: partial,
    });
    const [archive = ''] = (await readdir(partial)).filter((name) => name.endsWith('.deb'));
    await run('dpkg-deb', ['--extract', join(partial, archive), partial], options);
    await rename(partial, directory);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
