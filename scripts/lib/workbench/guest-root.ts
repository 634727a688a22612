import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createDirectoryCache, defaultCacheDirectory } from '../../../src/cache/directory.ts';
import { emulatorComponent } from '../../../src/components/emulator/emulator.ts';
import { nativesComponent } from '../../../src/components/natives/natives.ts';
import { runtimeComponent } from '../../../src/components/runtime/runtime.ts';
import type { Host } from '../../../src/host/host.ts';
import type { Inputs } from '../../../src/inputs/inputs.ts';
import { openRootfs } from '../../../src/rootfs/open.ts';
import { type RunOptions, type RunResult, run } from '../run.ts';
import type { Scope } from '../scope.ts';
import { INPUTS, installComponent, testDebugger, toolchainComponent } from './components.ts';
import { createTestHost } from './host.ts';
import { debianRootfs } from './rootfs.ts';

/** What an image of the real root filesystem has in it, as a directory on this machine. */
export interface GuestRoot {
  readonly path: string;
  /** Runs a program in it by the image's entrypoint, as a container would; `env` is all of its environment but PATH. */
  run(
    command: readonly string[],
    env?: Readonly<Record<string, string>>,
    options?: GuestRunOptions,
  ): Promise<RunResult>;
}

interface GuestRunOptions {
  /** Throw ToolError `command-failed` for an exit code that is not 0. */
  readonly strict?: boolean;
  /** More of bwrap(1)'s. */
  readonly flags?: readonly string[];
}

/** PATH in the image, src/image/process-settings.ts. */
const PATH =
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/x86_64/native/usr/bin:/x86_64/host/bin:/usr/bin:/sbin:/bin';

/**
 * Unpacks the root filesystem, the one that tests share unless `more` names another, and all components, which come
 * from the product's cache where they are there.
 * @param more inputs other than those of the tests.
 * @param archives makes the stand-ins; a host without a cache makes them anew.
 */
export async function makeGuestRoot(
  scope: Scope,
  accelerate: Inputs['accelerate'],
  more: Partial<Inputs> = {},
  archives?: Host,
): Promise<GuestRoot> {
  const tarball = more.rootfs ?? (await debianRootfs(scope));
  const cache = createDirectoryCache(defaultCacheDirectory(process.env, homedir()), () => undefined);
  const host = createTestHost({ cache });
  scope.defer(() => host.close());
  const { profile } = await openRootfs({ rootfs: tarball, rootfsExclude: [] }, host);
  const root = join(await scope.tempDir('guest'), 'root');
  await run('mkdir', [root]);
  await run('tar', ['--extract', '--gzip', '--file', tarball, '--no-same-owner', '--directory', root]);
  // As container engines do.
  await writeFile(join(root, 'etc/hosts'), '127.0.0.1 localhost\n');
  const inputs = { ...INPUTS, ...more, accelerate };
  const natives = await nativesComponent(inputs, profile, archives ?? host);
  const toolchain = await toolchainComponent(inputs, profile, host);
  const others = [await testDebugger(host)];
  const components = [
    await emulatorComponent(inputs, host),
    toolchain,
    ...others,
    await runtimeComponent(inputs, profile, host, toolchain.toolchain, others, natives),
  ];
  for (const component of components) await installComponent(component, root, host);
  if (natives !== undefined) await installComponent(natives, root, archives ?? host);
  return {
    path: root,
    run: (command, env = {}, { strict = false, flags = [] } = {}) =>
      runIn(root, command, env, flags, { signal: scope.signal, ignoreExitCode: !strict }),
  };
}

function runIn(
  root: string,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  flags: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  const isolation = ['--unshare-all', '--die-with-parent', '--clearenv'];
  const view = ['--bind', root, '/', '--proc', '/proc', '--dev', '/dev'];
  const variables = Object.entries({ PATH, ...env }).flatMap(([name, value]) => ['--setenv', name, value]);
  const all = [...isolation, ...flags, ...view, ...variables, '/x86_64/bin/launch', ...command];
  return run('bwrap', all, options);
}
