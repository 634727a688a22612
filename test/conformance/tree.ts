import { chmod, copyFile, mkdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  INPUTS,
  installComponent,
  installGuestLibc,
  MULTIARCH,
  toolchainComponent,
} from '../../scripts/lib/workbench/components.ts';
import { runtimeComponent } from '../../src/components/runtime/runtime.ts';
import type { Host } from '../../src/host/host.ts';
import type { Kind } from './case.ts';
import { writeFixtures } from './fixtures.ts';
import type { Probes } from './probes.ts';

/** Where the tree keeps the programs of each kind; the runner mounts one of them at /t, another at /c. */
export const targetsOf = (kind: Kind) => `/kinds/${kind}/t`;
export const callersOf = (kind: Kind) => `/kinds/${kind}/c`;

const LOADER = '/lib64/ld-linux-x86-64.so.2';

/** A tree without any of ours: the machine's own x86-64 libc and the native probes. The kernel decides here. */
export async function kernelTree(root: string, probes: Probes, host: Host): Promise<void> {
  await baseTree(root, ['native'], probes, host);
  const { stdout } = await host.exec('gcc', ['-print-file-name=libc.so.6']);
  const libc = await realpath(stdout.trim());
  for (const path of [LOADER, `/usr/lib/x86_64-linux-gnu/libc.so.6`, '/usr/lib64/libc.so.6']) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await copyFile(path === LOADER ? await realpath(LOADER) : libc, join(root, path));
  }
}

/** A guest's tree with our components in it: the given emulator, and the runtime. */
export async function imageTree(root: string, emulator: string, probes: Probes, host: Host): Promise<void> {
  await baseTree(root, ['native', 'guest'], probes, host);
  const inputs = { ...INPUTS, accelerate: 'none' } as const;
  const { toolchain } = await toolchainComponent(inputs, MULTIARCH, host);
  await installComponent(await runtimeComponent(inputs, MULTIARCH, host, toolchain), root, host);
  await rm(join(root, 'x86_64/bin/qemu-aarch64'), { force: true });
  await copyFile(emulator, join(root, 'x86_64/bin/qemu-aarch64'));
  await installGuestLibc(root, 'usr/lib/aarch64-linux-gnu');
  const standIns = join(root, 'x86_64/native/full/usr/bin');
  await mkdir(standIns, { recursive: true });
  for (const name of ['replaced', 'no-x', 'removed']) {
    await copyFile(probes.target.native.static, join(standIns, name));
  }
}

async function baseTree(root: string, kinds: readonly Kind[], probes: Probes, host: Host): Promise<void> {
  // What another user's case needs: mkdtemp gives the directory to its owner alone.
  await chmod(root, 0o755);
  for (const name of ['t', 'c', 'w', 'out', 'proc', 'dev', 'noexec', 'bin']) await mkdir(join(root, name));
  await symlink('/t/dynamic', join(root, 'bin/sh'));
  await mkdir(join(root, 'usr/bin'), { recursive: true });
  await writeFile(join(root, 'usr/bin/replaced'), '#!/t/dynamic\n', { mode: 0o755 });
  await copyFile(
    probes.target[kinds.includes('guest') ? 'guest' : 'native'].static,
    join(root, 'usr/bin/no-x'),
  );
  await chmod(join(root, 'usr/bin/no-x'), 0o644);
  for (const kind of kinds) {
    await writeFixtures(join(root, targetsOf(kind)), probes.target[kind], host);
    await mkdir(join(root, callersOf(kind)));
    for (const [name, file] of Object.entries(probes.caller[kind])) {
      await copyFile(file, join(root, callersOf(kind), name));
    }
  }
}
