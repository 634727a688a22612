import { basename, join, resolve } from 'node:path';
import { ToolError } from '../../../src/errors.ts';
import type { Inputs } from '../../../src/inputs/inputs.ts';
import type { RootfsProfile } from '../../../src/rootfs/profile.ts';
import { refuseAarch64Handlers } from '../binfmt.ts';
import { cacheDirectory } from '../cache-directory.ts';
import { writeEmulator } from '../emulator.ts';
import { ensurePackages, type Purpose } from '../packages.ts';
import { phase } from '../phase.ts';
import { program } from '../repository.ts';
import { developmentPackages, makeRootfs, rootfsArchive } from '../rootfs.ts';
import { run } from '../run.ts';
import type { Scope } from '../scope.ts';
import { runContainer } from './container.ts';
import { type Engine, withDocker } from './docker.ts';
import { startRegistry } from './registry.ts';

/** A finished image in a real container engine. */
export interface Workbench {
  readonly engine: Engine;
  readonly image: string;
  /** The tarball that the image is made of. */
  readonly rootfs: string;
  readonly scope: Scope;
}

/** Runs a command in a new container of the image: no capability, no new privileges, no network. */
export function inContainer(
  { engine, image, scope }: Pick<Workbench, 'engine' | 'image' | 'scope'>,
  command: readonly string[],
  flags: string[] = [],
) {
  return runContainer(engine, scope, image, command, { flags });
}

/** The way from nothing to an image that is pulled, phase by phase. */
export async function prepareWorkbench(
  scope: Scope,
  accelerate: Inputs['accelerate'] = 'compiler',
): Promise<Workbench> {
  await refuseAarch64Handlers();
  await phase('packages', async ({ line, note }) => {
    const purposes: Purpose[] = ['build', 'rootfs', 'docker', 'registry'];
    if (accelerate === 'build' || accelerate === 'full') purposes.push('natives');
    const installed = await ensurePackages(purposes, { signal: scope.signal, onLine: line });
    note(installed.length === 0 ? 'all are there' : `installed ${installed.length}`);
  });
  const rootfs = await prepareRootfs(scope);
  const registry = await startRegistry();
  scope.defer(() => registry.stop());
  const image = `${registry.host}/arm64-on-x86/demo:latest`;
  await phase(`build and push ${image}`, () => buildImage({ rootfs, image, accelerate }, scope));
  const engine = await phase('container engine', async ({ note }) => {
    const found = await withDocker(scope);
    note(found.description);
    return found;
  });
  await phase('pull', ({ line }) => engine.run(['pull', image], { onLine: line }));
  scope.defer(async () => void (await engine.run(['rmi', '--force', image], { signal: never })));
  await refuseAarch64Handlers();
  return { engine, image, rootfs, scope };
}

/** For what is done at the end, also after an interrupt. */
const never = new AbortController().signal;

async function prepareRootfs(scope: Scope): Promise<string> {
  const given = process.env.ROOTFS;
  if (given) return phase('root filesystem', () => checkGiven(resolve(given), scope));
  // First, since the emulator takes minutes, in vain where there are no packages.
  const archive = await phase('arm64 packages', ({ line }) =>
    rootfsArchive(cacheDirectory(), { signal: scope.signal, onLine: line }),
  );
  const emulator = await phase('emulator', async ({ line, note }) => {
    const file = join(await scope.tempDir('emulator'), 'qemu-aarch64');
    const onLine = (text: string) => (text.includes('from the cache') ? note('from the cache') : line(text));
    return writeEmulator(file, { signal: scope.signal, onLine });
  });
  return phase('arm64 root filesystem', async ({ line, note }) => {
    const request = { cache: cacheDirectory(), archive, include: developmentPackages };
    const { path, cached } = await makeRootfs(
      { ...request, emulator: async () => emulator, onLine: line },
      scope,
    );
    if (cached) note('from the cache');
    return path;
  });
}

/** What is run in the container. */
const NEEDED = ['bash', 'file', 'gcc', 'make'];

async function checkGiven(rootfs: string, { signal }: Scope): Promise<string> {
  const { stdout } = await run(program, ['inspect', '--json', rootfs], { signal });
  const { profile }: { profile: RootfsProfile } = JSON.parse(stdout);
  const names = new Set(profile.programs.map((path) => basename(path)));
  const missing = NEEDED.filter((name) => !names.has(name));
  if (missing.length === 0) return rootfs;
  throw new ToolError(
    'rootfs-lacks',
    `ROOTFS names ${rootfs}, which has no ${missing.join(', no ')}`,
    'give one in which programs can be compiled, or leave it unset',
  );
}

async function buildImage(
  { rootfs, image, accelerate }: { rootfs: string; image: string; accelerate: Inputs['accelerate'] },
  scope: Scope,
): Promise<void> {
  const flags = [
    '--rootfs',
    rootfs,
    '--toolchain',
    'system',
    '--emulator-source',
    'distro',
    '--accelerate',
    accelerate,
    '--tags',
    image,
    '--push',
  ];
  const onLine = (text: string) => console.log(`   │ ${text}`);
  await run(program, ['build', ...flags], { signal: scope.signal, onLine });
}
