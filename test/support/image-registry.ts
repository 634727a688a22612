import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { startRegistry, type TestRegistry } from '../../scripts/lib/workbench/registry.ts';
import type { Host } from '../../src/host/host.ts';
import { assembleImage, type Image } from '../../src/image/image.ts';
import { openRootfs, type Rootfs } from '../../src/rootfs/open.ts';
import { type BaseImage, skopeoCopy, writeBaseImage } from './base-image.ts';
import { quietHost } from './quiet-host.ts';

/**
 * A real registry that has `team/image:arm64`, the same as Docker's `team/v2s2:1`, and `team/image:amd64`. Call it in
 * describe().
 */
export function imageRegistry() {
  let directory = '';
  let registry: TestRegistry;
  let host: Host;
  let images: { readonly arm64: BaseImage; readonly amd64: BaseImage };
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-pull-'));
    registry = await startRegistry();
    host = quietHost(join(directory, 'cache'), { TMPDIR: directory });
    const arm64 = await writeBaseImage(join(directory, 'arm64'));
    const amd64 = await writeBaseImage(join(directory, 'amd64'), 'amd64');
    images = { arm64, amd64 };
    await skopeoCopy(`oci:${arm64.directory}:base`, `docker://${registry.host}/team/image:arm64`);
    await skopeoCopy(`oci:${amd64.directory}:base`, `docker://${registry.host}/team/image:amd64`);
    await skopeoCopy(`oci:${arm64.directory}:base`, `docker://${registry.host}/team/v2s2:1`, '--format=v2s2');
  });
  after(async () => {
    await registry.stop();
    await host.close();
    await rm(directory, { recursive: true, force: true });
  });
  return {
    /** Gone at the end. */
    get directory() {
      return directory;
    },
    get registry() {
      return registry;
    },
    get host() {
      return host;
    },
    get arm64() {
      return images.arm64;
    },
    get amd64() {
      return images.amd64;
    },
    /** Opens a root filesystem with the suite's host, or another one. */
    open: (rootfs: string, on = host) => openRootfs({ rootfs, rootfsExclude: [] }, on),
  };
}

/** An image of the root filesystem and nothing of ours. */
export function assembleBare({ layers, base, profile }: Rootfs): Image {
  return assembleImage({
    baseLayers: layers,
    ...(base === undefined ? {} : { base }),
    layers: [],
    profile,
    accelerate: 'compiler',
    labels: { both: 'ours' },
    platform: 'linux/amd64',
    sourceDateEpoch: 0,
  });
}
