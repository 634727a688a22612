import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Component } from '../../../src/components/component.ts';
import { type Debugger, debuggerComponent } from '../../../src/components/debugger/debugger.ts';
import { resolveComponent } from '../../../src/components/resolve.ts';
import { runtimeComponent } from '../../../src/components/runtime/runtime.ts';
import { beginToolchain } from '../../../src/components/toolchain/component.ts';
import type { Toolchain } from '../../../src/components/toolchain/toolchain.ts';
import type { ExecResult, Host } from '../../../src/host/host.ts';
import type { Inputs } from '../../../src/inputs/inputs.ts';
import type { RootfsProfile } from '../../../src/rootfs/profile.ts';

export const INPUTS: Inputs = {
  rootfs: 'rootfs.tar.gz',
  rootfsExclude: [],
  toolchain: 'system',
  emulatorSource: 'distro',
  cpu: 'neoverse-n1',
  accelerate: 'compiler',
  natives: 'auto',
  tags: [],
  push: false,
  load: false,
  outputs: [],
  labels: {},
  annotations: [],
  index: false,
  platform: 'linux/amd64',
  insecureRegistries: [],
  cacheFrom: [],
  cacheTo: [],
  prebuilt: '',
  skipIfExists: true,
};

/** A root filesystem that any runner's cross compiler fits. */
export const MULTIARCH: RootfsProfile = {
  distribution: { id: 'debian', version: '99', name: 'Debian GNU/Linux 99' },
  architecture: 'aarch64',
  libc: { kind: 'glibc', version: '9.99' },
  glibcxx: '3.4.999',
  multiarch: 'aarch64-linux-gnu',
  lib64: 'lib64',
  libcDevelopment: true,
  shell: '/bin/sh',
  programs: [],
  programLinks: {},
  machineTypes: {},
};

const { multiarch: _, ...withoutMultiarch } = MULTIARCH;
export const LIB64: RootfsProfile = { ...withoutMultiarch, lib64: 'usr/lib64' };

/** A new directory in which a file's tests keep components. */
export async function testCacheDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'arm64-on-x86-test-cache-'));
  return { path, remove: () => rm(path, { recursive: true }) };
}

/** Builds (or restores) a component and unpacks its layer into the root. */
export async function installComponent(component: Component, root: string, host: Host): Promise<void> {
  const { layer } = await resolveComponent(component, host);
  const tar = spawn('tar', ['-xz', '-C', root, '--no-same-owner'], { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = new Promise<void>((resolve, reject) => {
    tar
      .on('error', reject)
      .on('close', (code) => (code === 0 ? resolve() : reject(new Error(`tar: ${code}`))));
  });
  await Promise.all([pipeline(layer.open(), tar.stdin), ended]);
}

/** The debugger of this machine, which the packages for tests bring. */
export async function testDebugger(host: Host): Promise<Debugger> {
  const found = await debuggerComponent(host);
  if (found === undefined) throw new Error('gdb-multiarch is not installed');
  return found;
}

/** The toolchain of a profile that is there already. */
export function toolchainComponent(inputs: Inputs, profile: RootfsProfile, host: Host) {
  return beginToolchain(inputs, host)(profile);
}

/** What an image has of a toolchain: its layer, the debugger where it has none, and the runtime. */
export async function installToolchain(
  component: Component & { readonly toolchain: Toolchain },
  profile: RootfsProfile,
  root: string,
  host: Host,
): Promise<void> {
  const others = component.toolchain.hasDebugger ? [] : [await testDebugger(host)];
  const runtime = await runtimeComponent(INPUTS, profile, host, component.toolchain, others);
  for (const part of [component, ...others, runtime]) await installComponent(part, root, host);
}

/**
 * Puts a libc with its development files into the root, as a rootfs would have it: the runner's own arm64 cross libc,
 * moved from /usr/aarch64-linux-gnu to `libraries` (`usr/lib/aarch64-linux-gnu`, `usr/lib64`).
 */
export async function installGuestLibc(root: string, libraries: string): Promise<void> {
  const cross = '/usr/aarch64-linux-gnu';
  const directory = join(root, libraries);
  await mkdir(dirname(directory), { recursive: true });
  const isCompilers = (file: string) => /\/lib(stdc|gcc|asan|atomic|gomp|itm|[a-z]*san)/.test(file);
  await cp(`${cross}/lib`, directory, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => !isCompilers(file),
  });
  await cp(`${cross}/include`, join(root, 'usr/include'), {
    recursive: true,
    filter: (file) => !file.includes('/c++'),
  });
  for (const name of ['libc.so', 'libm.so', 'libm.a']) {
    const file = join(directory, name);
    const script = await readFile(file, 'latin1');
    if (script.startsWith('/*'))
      await writeFile(file, script.replaceAll(`${cross}/lib`, `/${libraries}`), 'latin1');
  }
  if (libraries === 'usr/lib64') await symlink('usr/lib64', join(root, 'lib64'));
  await mkdir(join(root, 'lib'), { recursive: true });
  await symlink(`/${libraries}/ld-linux-aarch64.so.1`, join(root, 'lib/ld-linux-aarch64.so.1'));
}

/**
 * Runs a program in the root as a container would, with nothing of the runner but /proc and /dev in sight; `env` is all
 * of its environment but PATH.
 */
export function runInRoot(
  root: string,
  command: readonly string[],
  host: Host,
  env: Readonly<Record<string, string>> = {},
): Promise<ExecResult> {
  const args = [
    '--unshare-user',
    '--unshare-pid',
    '--unshare-net',
    '--unshare-ipc',
    '--die-with-parent',
    '--clearenv',
  ];
  const path = '/x86_64/native/usr/bin:/x86_64/host/bin:/usr/bin:/bin';
  const view = ['--bind', root, '/', '--proc', '/proc', '--dev', '/dev'];
  const variables = Object.entries({ PATH: path, ...env }).flatMap((pair) => ['--setenv', ...pair]);
  return host.exec('bwrap', [...args, ...view, ...variables, ...command], { ignoreExitCode: true });
}
