// How often a layer of a root filesystem by reference is read, and where its bytes go.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startRegistry } from '../../scripts/lib/workbench/registry.ts';
import { singleImage } from '../../src/image/image-set.ts';
import { createRegistryClient } from '../../src/registry/client.ts';
import { parseReference } from '../../src/registry/reference.ts';
import { registrySink } from '../../src/sinks/registry.ts';
import { skopeoCopy, writeBaseImage } from '../support/base-image.ts';
import { assembleBare, imageRegistry } from '../support/image-registry.ts';
import { quietHost } from '../support/quiet-host.ts';
import { sinkHost } from '../support/sink-host.ts';

describe("layers of a registry's image", () => {
  const from = imageRegistry();

  it('reads the layers once, and never again', async () => {
    const blobs = async () => (await from.registry.requests()).filter((line) => /^GET .*blobs/.test(line));
    const own = quietHost(join(from.directory, 'own-cache'), { TMPDIR: from.directory });
    try {
      const before = (await blobs()).length;
      await from.open(`${from.registry.host}/team/image:arm64`, own);
      const [lower, upper] = from.arm64.layers;
      const read = (await blobs()).slice(before);
      for (const layer of [lower, upper])
        assert.equal(read.filter((line) => line.includes(layer?.digest ?? '')).length, 1);
      await from.open(`${from.registry.host}/team/image@${from.arm64.manifest.descriptor.digest}`, own);
      // Only the configuration is asked for.
      assert.equal((await blobs()).length, before + read.length + 1);
    } finally {
      await own.close();
    }
  });

  it('hands a layer from registry to registry, and nothing of it to the disk', async () => {
    const other = await startRegistry();
    const big = await writeBaseImage(join(from.directory, 'big'), 'arm64', 8_000_000);
    await skopeoCopy(`oci:${big.directory}:base`, `docker://${from.registry.host}/team/big:1`);
    const own = quietHost(await mkdtemp(join(from.directory, 'fourth-')), {
      TMPDIR: await mkdtemp(join(from.directory, 'tmp-')),
    });
    try {
      const { layers } = await from.open(`${from.registry.host}/team/big:1`, own);
      const credentials = async () => undefined;
      const client = createRegistryClient({
        ...{ registry: other.host, repository: 'x/y', credentials, env: {} },
      });
      for (const layer of layers) await client.uploadBlob(layer);
      for (const { digest } of big.layers) assert.ok(await client.hasBlob(digest));
      const kept = await readdir(from.directory, { recursive: true, withFileTypes: true });
      const ours = kept.filter(({ parentPath, name }) => /(tmp|fourth)-/.test(join(parentPath, name)));
      assert.ok(ours.length > 0);
      for (const file of ours.filter((item) => item.isFile()))
        assert.ok((await stat(join(file.parentPath, file.name))).size < 1_000_000, file.name);
    } finally {
      await own.close();
      await other.stop();
    }
  });

  it('streams a layer to another registry once, besides reading it where what it holds is not known', async () => {
    const own = quietHost(await mkdtemp(join(from.directory, 'streamed-')), { TMPDIR: from.directory });
    const digests = from.arm64.layers.map(({ digest }) => digest);
    const asked = async (): Promise<number[]> => {
      const reads = (await from.registry.requests()).filter((line) => line.startsWith('GET'));
      return digests.map((digest) => reads.filter((line) => line.includes(digest)).length);
    };
    try {
      for (const times of [2, 1]) {
        const other = await startRegistry();
        try {
          const before = await asked();
          const rootfs = await from.open(`${from.registry.host}/team/image:arm64`, own);
          const image = assembleBare(rootfs);
          const sink = registrySink(
            [parseReference(`${other.host}/copy:1`)],
            sinkHost({ HOME: from.directory }),
            {},
          );
          for (const layer of rootfs.layers) await sink.begin?.(layer);
          await sink.publish(singleImage(image));
          assert.deepEqual(
            await asked(),
            before.map((count) => count + times),
          );
        } finally {
          await other.stop();
        }
      }
    } finally {
      await own.close();
    }
  });
});
