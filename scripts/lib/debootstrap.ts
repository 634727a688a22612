import { join } from 'node:path';
import type { Archive } from './archive.ts';
import { findProgram, runAsRoot } from './root.ts';
import type { RunOptions } from './run.ts';

/** What a root filesystem is made of. */
export interface Recipe {
  /** The release's own archive first; all of them end up in its sources.list. */
  readonly archives: readonly Archive[];
  readonly include: readonly string[];
}

const emulatorPath = 'x86_64/bin/qemu-aarch64';

/** What the second stage leaves behind that nobody needs, or that differs from run to run. */
const leftovers = [
  'x86_64',
  'debootstrap',
  // These two debootstrap copies from the machine.
  'etc/hostname',
  'etc/resolv.conf',
  'var/cache/apt/archives',
  'var/cache/apt/pkgcache.bin',
  'var/cache/apt/srcpkgcache.bin',
  'var/cache/ldconfig/aux-cache',
  'var/cache/debconf/config.dat-old',
  'var/cache/debconf/templates.dat-old',
  'var/lib/apt/lists',
  'var/lib/dpkg/status-old',
  'var/log/alternatives.log',
  'var/log/bootstrap.log',
  'var/log/dpkg.log',
];

/** debootstrap(8)'s first stage: downloads and unpacks, runs nothing of the tree. */
export async function firstStage(tree: string, recipe: Recipe, options: RunOptions): Promise<void> {
  const [release] = recipe.archives;
  if (release === undefined) throw new Error('a recipe needs an archive');
  const program = findProgram('debootstrap') ?? 'debootstrap';
  const flags = ['--arch=arm64', '--foreign', '--variant=minbase', `--include=${recipe.include.join(',')}`];
  await runAsRoot(program, [...flags, release.suite, tree, release.uri], options);
  // In a container debootstrap links proc to /proc, outside the tree.
  await runAsRoot(
    'sh',
    ['-c', 'test ! -L "$1/proc" || { rm "$1/proc" && mkdir "$1/proc"; }', 'sh', tree],
    options,
  );
}

/**
 * debootstrap's second stage: every program of the tree runs under the emulator, without binfmt_misc. It has
 * mount and process namespaces of its own where they can be had, so that nothing stays mounted or running
 * whatever happens.
 */
export async function secondStage(tree: string, emulator: string, options: RunOptions): Promise<void> {
  await runAsRoot('install', ['-D', '-m', '755', emulator, join(tree, emulatorPath)], options);
  const stage = [`/${emulatorPath}`, '/bin/sh', '/debootstrap/debootstrap', '--second-stage'];
  const environment = [
    'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
    'HOME=/root',
    'LC_ALL=C',
    'DEBIAN_FRONTEND=noninteractive',
  ];
  const isolated = await isolation(options);
  await runAsRoot('env', ['-i', ...environment, ...isolated, 'chroot', tree, ...stage], {
    ...options,
    // unshare(1) blocks SIGTERM; when it dies of another signal, --kill-child ends all the others.
    endWith: 'SIGHUP',
  });
}

/** unshare(1) with the flags that work here; nothing where a container allows none. */
async function isolation(options: RunOptions): Promise<string[]> {
  const namespaces = ['unshare', '--mount', '--pid', '--fork', '--kill-child'];
  // Within a chroot / is no mount, whose propagation could be changed.
  for (const command of [namespaces, [...namespaces, '--propagation', 'unchanged']]) {
    const { code } = await runAsRoot('env', [...command, 'true'], { ...options, ignoreExitCode: true });
    if (code === 0) return command;
  }
  return [];
}

/** Removes what is left over and writes sources.list. */
export async function finishTree(tree: string, recipe: Recipe, options: RunOptions): Promise<void> {
  await runAsRoot('rm', ['-rf', ...leftovers.map((path) => join(tree, path))], options);
  await runAsRoot('mkdir', ['-p', join(tree, 'var/cache/apt/archives/partial')], options);
  await runAsRoot('mkdir', ['-p', join(tree, 'var/lib/apt/lists/partial')], options);
  const lines = recipe.archives.map(
    ({ uri, suite, components }) => `deb ${uri} ${suite} ${components.join(' ')}\n`,
  );
  const script = 'printf %s "$1" > "$2"';
  await runAsRoot('sh', ['-c', script, 'sh', lines.join(''), join(tree, 'etc/apt/sources.list')], options);
}

/** Packs a tree into a .tar.gz, entries sorted and without times; device nodes and mounted things stay out. */
export async function packTree(tree: string, file: string, options: RunOptions): Promise<void> {
  const flags = [
    '--create',
    '--sort=name',
    '--mtime=@0',
    '--numeric-owner',
    '--format=gnu',
    '--one-file-system',
  ];
  const without = ['dev', 'proc', 'sys', 'run'].map((name) => `--exclude=./${name}/*`);
  const compress = '--use-compress-program=gzip --no-name';
  await runAsRoot('tar', [...flags, ...without, compress, '--file', file, '--directory', tree, '.'], options);
  await runAsRoot('chmod', ['644', file], options);
}
