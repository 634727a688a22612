import { mkdir, rm } from 'node:fs/promises';
import { after } from 'node:test';
import { MULTIARCH } from '../../scripts/lib/workbench/components.ts';
import { createTestHost, type TestHost } from '../../scripts/lib/workbench/host.ts';
import type { BuildrootSources } from '../../src/components/toolchain/buildroot/build/config.ts';
import type { RootfsProfile } from '../../src/rootfs/profile.ts';
import type { TreeEntry } from '../../src/tar/entry.ts';
import { prepareStandin, type Standin, standinComponent, standinHost, standinPlan } from './buildroot.ts';

/** A TestHost that all tests of the file, or of the describe around the call, share; closed after the last. */
export function suiteHost(): TestHost {
  const host = createTestHost();
  after(() => host.close());
  return host;
}

/** A stand-in Buildroot for all tests of a file. */
interface SuiteStandin {
  readonly standin: Standin;
  /** With the stand-in's cache. */
  readonly host: TestHost;
  /** Everything as new: nothing cached, nothing unfinished. */
  afresh(): Promise<void>;
  /** What is built of few packages with further lines of configuration, from its directory of sources; or throws. */
  build(
    config: readonly string[],
    sources?: BuildrootSources,
    profile?: RootfsProfile,
  ): Promise<readonly TreeEntry[]>;
}

/** Prepares it; it is removed after the last test. */
export async function suiteStandin(): Promise<SuiteStandin> {
  const standin = await prepareStandin();
  const host = standinHost(standin);
  after(async () => {
    await host.close();
    await standin.remove();
  });
  return {
    standin,
    host,
    async afresh() {
      await rm(standin.cache, { recursive: true });
      await mkdir(standin.cache);
    },
    async build(config, sources = { dlDir: standin.dlDir }, profile = MULTIARCH) {
      const plan = standinPlan(standin, ['BR2_STANDIN_TINY=y', ...config]);
      const component = await standinComponent(plan, sources, host, profile);
      return component.build(await host.tempDir('work'));
    },
  };
}
