import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MULTIARCH } from '../../scripts/lib/workbench/components.ts';
import { createTestHost, directoryCache, type TestHost } from '../../scripts/lib/workbench/host.ts';
import type { Component } from '../../src/components/component.ts';
import { contentKey } from '../../src/components/key.ts';
import type { BuildrootSources } from '../../src/components/toolchain/buildroot/build/config.ts';
import type { FittedPlan } from '../../src/components/toolchain/buildroot/plan/choose-plan.ts';
import { buildrootToolchain } from '../../src/components/toolchain/buildroot/toolchain.ts';
import type { Toolchain } from '../../src/components/toolchain/toolchain.ts';
import { repositoryRoot } from '../../src/files/repository-root.ts';
import { openUnfinishedDirectory } from '../../src/host/unfinished-directory.ts';
import type { RootfsProfile } from '../../src/rootfs/profile.ts';

/** The one source that the stand-in fetches: its hash is in the stand-in. */
export const SOURCE = {
  name: 'standin-1.0.tar.gz',
  text: 'Stands in for the source of a package.\n',
} as const;

/** A stand-in Buildroot with what it needs, all in one directory that `remove` takes away. */
export interface Standin {
  readonly directory: string;
  readonly tarball: string;
  /** With the source in it, as for buildroot-dl-dir. */
  readonly dlDir: string;
  readonly cache: string;
  remove(): Promise<void>;
}

/** Packs fixtures/buildroot-standin as a release tarball. */
export async function prepareStandin(): Promise<Standin> {
  const directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-test-standin-'));
  const dlDir = join(directory, 'dl');
  await mkdir(join(dlDir, 'standin'), { recursive: true });
  await writeFile(join(dlDir, 'standin', SOURCE.name), SOURCE.text);
  const tarball = join(directory, 'buildroot-2023.02.tar.gz');
  const host = createTestHost();
  await host.exec('tar', ['-czf', tarball, '-C', join(repositoryRoot(), 'fixtures'), 'buildroot-standin']);
  const cache = join(directory, 'cache');
  await mkdir(cache);
  return { directory, tarball, dlDir, cache, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** A plan that the stand-in takes, with further lines of configuration. */
export function standinPlan(
  { tarball }: Pick<Standin, 'tarball'>,
  config: readonly string[] = [],
): FittedPlan {
  return {
    release: '2023.02',
    source: { kind: 'given', spec: tarball },
    gcc: 12,
    libc: { kind: 'glibc', version: '2.36' },
    headers: '6.1',
    cpu: 'neoverse-n1',
    cxx: true,
    fortran: false,
    gold: true,
    config,
    gccVersion: '12.3.0',
    cxxLibrary: 'toolchain',
    nativeCpu: 'neoverse-n1',
    ownSysroot: true,
    reasons: [],
  };
}

/** A TestHost whose cache and unfinished work outlive it, below the stand-in's directory. */
export function standinHost(standin: Pick<Standin, 'cache'>): TestHost {
  const host = createTestHost({ cache: directoryCache(standin.cache) });
  const unfinished = join(standin.cache, 'unfinished');
  return { ...host, unfinished: (name) => openUnfinishedDirectory(unfinished, name, host) };
}

/** The toolchain as the component that the pipeline makes of it. */
export async function standinComponent(
  plan: FittedPlan,
  sources: BuildrootSources,
  host: TestHost,
  profile: RootfsProfile = MULTIARCH,
): Promise<Component & { toolchain: Toolchain }> {
  const toolchain = await buildrootToolchain(plan, sources, profile, host);
  const { parts, build, saved } = toolchain;
  const key = contentKey('toolchain', parts);
  return { name: 'toolchain', key, toolchain, build, ...(saved && { saved }) };
}

/** Names of the unfinished work that is left in the cache; compiler caches are not unfinished. */
export async function unfinishedWork({ cache }: Pick<Standin, 'cache'>): Promise<string[]> {
  const names = await readdir(join(cache, 'unfinished')).catch(() => []);
  return names.filter((name) => !/\.lock$|-ccache-/.test(name));
}
