import { createHash } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { aptDirectory, findArm64Archive } from './arm64-archive.ts';
import { cacheDirectory } from './cache-directory.ts';
import { makeOnce } from './make-once.ts';
import { type RunOptions, run } from './run.ts';
import type { Scope } from './scope.ts';

/**
 * Real arm64 packages, of Debian 12 and of Ubuntu's releases: some 250 MB as gzip. Those that are not there are left
 * out.
 */
const CONTENT = [
  ...[
    'libllvm14',
    'llvm-14',
    'libclang-cpp14',
    'libclang-14-dev',
    'libclang1-14',
    'libicu-dev',
    'libboost1.74-dev',
  ],
  ...['openjdk-17-jre-headless', 'openjdk-17-jdk-headless', 'cmake', 'gdb'],
];

/**
 * A root filesystem of some 400 MB: the given tarball with the files of more packages below /opt. Made once and kept;
 * it is for measuring what its size costs, and nothing of /opt is run.
 */
export async function largeRootfs(tarball: string, scope: Scope): Promise<string> {
  const hash = createHash('sha256')
    .update(JSON.stringify([basename(tarball), CONTENT]))
    .digest('hex');
  const path = join(cacheDirectory(), 'rootfs', `large-${hash.slice(0, 32)}.tar.gz`);
  const options: RunOptions = { signal: scope.signal };
  await makeOnce(path, options, () => make(tarball, path, scope, options));
  return path;
}

async function make(tarball: string, path: string, scope: Scope, options: RunOptions): Promise<void> {
  const work = await scope.tempDir('large');
  const tree = join(work, 'tree');
  await mkdir(join(tree, 'opt/content'), { recursive: true });
  for (const file of await download(join(work, 'packages'), options))
    await run('dpkg-deb', ['--extract', file, join(tree, 'opt/content')], options);
  const script = `gzip -dc "$1" > "$2/all.tar"
    tar --append --file "$2/all.tar" --sort=name --mtime=@0 --numeric-owner --format=gnu --directory "$3" opt/content
    pigz -n -c "$2/all.tar" > "$2/all.tar.gz"`;
  await run('sh', ['-euc', script, 'sh', tarball, work, tree], options);
  await run('cp', [join(work, 'all.tar.gz'), `${path}.${process.pid}`], options);
  await rename(`${path}.${process.pid}`, path);
}

async function download(directory: string, options: RunOptions): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const { apt } = await findArm64Archive(aptDirectory(cacheDirectory(), 'arm64'), options);
  for (const name of CONTENT)
    await apt.run('apt-get', ['--quiet', 'download', `${name}:arm64`], {
      ...options,
      cwd: directory,
      ignoreExitCode: true,
    });
  const names = (await readdir(directory)).filter((name) => name.endsWith('.deb')).sort();
  return names.map((name) => join(directory, name));
}
