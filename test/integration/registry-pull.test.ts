// Root filesystems by reference, from a real registry into which real programs put them.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { startRegistry, type TestRegistry } from '../../scripts/lib/workbench/registry.ts';
import type { Host } from '../../src/host/host.ts';
import { assembleImage, type Image } from '../../src/image/image.ts';
import { singleImage } from '../../src/image/image-set.ts';
import { createRegistryClient } from '../../src/registry/client.ts';
import { parseReference } from '../../src/registry/reference.ts';
import { openRootfs, type Rootfs } from '../../src/rootfs/open.ts';
import { registrySink } from '../../src/sinks/registry.ts';
import {
  BASE_CONFIG,
  BASE_PROGRAMS,
  type BaseImage,
  skopeoCopy,
  writeBaseImage,
} from '../support/base-image.ts';
import { startProxy } from '../support/proxy.ts';
import { quietHost } from '../support/quiet-host.ts';
import { sinkHost } from '../support/sink-host.ts';

/** An image of the root filesystem and nothing of ours. */
function assemble({ layers, base, profile }: Rootfs): Image {
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

describe('root filesystem from a registry', () => {
  let directory = '';
  let registry: TestRegistry;
  let host: Host;
  let arm64: BaseImage;
  const open = (rootfs: string, on = host) => openRootfs({ rootfs, rootfsExclude: [] }, on);

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-pull-'));
    registry = await startRegistry();
    host = quietHost(join(directory, 'cache'), { TMPDIR: directory });
    arm64 = await writeBaseImage(join(directory, 'arm64'));
    const amd64 = await writeBaseImage(join(directory, 'amd64'), 'amd64');
    await skopeoCopy(`oci:${arm64.directory}:base`, `docker://${registry.host}/team/image:arm64`);
    await skopeoCopy(`oci:${amd64.directory}:base`, `docker://${registry.host}/team/image:amd64`);
    await skopeoCopy(`oci:${arm64.directory}:base`, `docker://${registry.host}/team/v2s2:1`, '--format=v2s2');
  });
  after(async () => {
    await registry.stop();
    await host.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** Puts an index of these manifests there, as a list of Docker's or an OCI one. */
  async function putIndex(tag: string, mediaType: string, entries: readonly object[]): Promise<void> {
    const response = await fetch(`http://${registry.host}/v2/team/image/manifests/${tag}`, {
      method: 'PUT',
      headers: { 'content-type': mediaType },
      body: JSON.stringify({ schemaVersion: 2, mediaType, manifests: entries }),
    });
    assert.equal(response.status, 201, await response.text());
  }
  const entry = (image: BaseImage, architecture: string, variant?: string) => ({
    ...image.manifest.descriptor,
    platform: { os: 'linux', architecture, ...(variant === undefined ? {} : { variant }) },
  });

  it('refers to its layers where they are, and keeps its configuration and history', async () => {
    const rootfs = await open(`${registry.host}/team/image:arm64`);
    assert.deepEqual(rootfs.profile.programs, BASE_PROGRAMS);
    assert.equal(rootfs.profile.distribution.id, 'test');
    assert.deepEqual(rootfs.origin, {
      registry: registry.host,
      repository: 'team/image',
      tag: 'arm64',
      digest: arm64.manifest.descriptor.digest,
    });
    for (const [index, { digest, diffId, bytes }] of arm64.layers.entries()) {
      const layer = rootfs.layers[index];
      assert.deepEqual([layer?.digest, layer?.diffId, layer?.size], [digest, diffId, bytes.length]);
      assert.deepEqual(layer?.from, { registry: registry.host, repository: 'team/image' });
      assert.ok(layer);
      assert.deepEqual(await buffer(layer.open()), bytes);
    }
    const { config, history } = JSON.parse(Buffer.from(assemble(rootfs).config.bytes).toString());
    assert.deepEqual(config.Entrypoint, ['/x86_64/bin/launch', ...BASE_CONFIG.Entrypoint]);
    assert.deepEqual([config.Cmd, config.User, config.WorkingDir], [['make'], '1000:1000', '/src']);
    assert.deepEqual(config.Labels, { both: 'ours', from: 'base' });
    assert.deepEqual(
      history.map(({ created_by }: { created_by: string }) => created_by),
      ['ADD rootfs / # base', 'ENV LANG=C.UTF-8', 'RUN rm -r /opt/old'],
    );
  });

  it('reads the layers once, and never again', async () => {
    const blobs = async () => (await registry.requests()).filter((line) => /^GET .*blobs/.test(line));
    const own = quietHost(join(directory, 'own-cache'), { TMPDIR: directory });
    try {
      const before = (await blobs()).length;
      await open(`${registry.host}/team/image:arm64`, own);
      const [lower, upper] = arm64.layers;
      const read = (await blobs()).slice(before);
      for (const layer of [lower, upper])
        assert.equal(read.filter((line) => line.includes(layer?.digest ?? '')).length, 1);
      await open(`${registry.host}/team/image@${arm64.manifest.descriptor.digest}`, own);
      // Only the configuration is asked for.
      assert.equal((await blobs()).length, before + read.length + 1);
    } finally {
      await own.close();
    }
  });

  it('finds the image for arm64 in an OCI index and in a list of Docker', async () => {
    const amd64 = await writeBaseImage(join(directory, 'amd64'), 'amd64');
    const attestation = {
      ...entry(amd64, 'unknown'),
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    };
    const entries = [
      attestation,
      entry(amd64, 'amd64'),
      entry(amd64, 'arm', 'v7'),
      entry(arm64, 'arm64', 'v8'),
    ];
    for (const [tag, type] of [
      ['index', 'application/vnd.oci.image.index.v1+json'],
      ['list', 'application/vnd.docker.distribution.manifest.list.v2+json'],
    ] as const) {
      await putIndex(tag, type, entries);
      const { origin } = await open(`${registry.host}/team/image:${tag}`);
      assert.equal(origin?.digest, arm64.manifest.descriptor.digest);
    }
    await putIndex('without', 'application/vnd.oci.image.index.v1+json', entries.slice(0, 3));
    await assert.rejects(open(`${registry.host}/team/image:without`), {
      code: 'rootfs-not-aarch64',
      message: /only for linux\/amd64, linux\/arm\/v7/,
    });
  });

  it("reads Docker's media types", async () => {
    const { layers, profile } = await open(`docker://${registry.host}/team/v2s2:1`);
    assert.deepEqual(profile.programs, BASE_PROGRAMS);
    assert.equal(layers[0]?.mediaType, 'application/vnd.oci.image.layer.v1.tar+gzip');
  });

  it('refuses an image for another machine before it reads its layers', async () => {
    const before = (await registry.requests()).length;
    await assert.rejects(open(`${registry.host}/team/image:amd64`), {
      code: 'rootfs-not-aarch64',
      message: /amd64/,
    });
    const asked = (await registry.requests()).slice(before);
    assert.equal(asked.filter((line) => /^GET .*blobs/.test(line)).length, 1);
  });

  it('says of a name that is no image that there is no such file either', async () => {
    await assert.rejects(open(`${registry.host}/team/none:1`), {
      code: 'registry-not-found',
      hint: /no such file/,
    });
    await assert.rejects(open(`docker://${registry.host}/team/none:1`), (error: Error & { hint: string }) => {
      assert.doesNotMatch(error.hint, /no such file/);
      return true;
    });
  });

  it('speaks plain http with a registry that insecure-registries names, and gives the advice', async () => {
    const name = 'registry.test:5000';
    const proxy = await startProxy(registry.host);
    const far = quietHost(join(directory, 'far'), { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url });
    const rootfs = { rootfs: `${name}/team/image:arm64`, rootfsExclude: [] };
    try {
      await assert.rejects(openRootfs({ ...rootfs, insecureRegistries: ['other.test:5000'] }, far), {
        code: 'registry-unreachable',
        hint: new RegExp(`insecure-registries: ${name}`),
      });
      const { origin } = await openRootfs({ ...rootfs, insecureRegistries: [name] }, far);
      assert.equal(origin?.digest, arm64.manifest.descriptor.digest);
    } finally {
      await far.close();
      await proxy.stop();
    }
  });

  it('leaves something out of the layer that has it, and refers to the other', async () => {
    const rootfs = await openRootfs(
      { rootfs: `${registry.host}/team/image:arm64`, rootfsExclude: ['opt', 'usr/bin/dash'] },
      host,
    ).catch((error: Error & { code: string }) => error.code);
    assert.equal(rootfs, 'rootfs-no-shell');
    const { layers, profile } = await openRootfs(
      { rootfs: `${registry.host}/team/image:arm64`, rootfsExclude: ['usr/sbin'] },
      host,
    );
    assert.deepEqual(profile.programs, BASE_PROGRAMS.slice(0, 3));
    assert.ok(layers.every(({ from }) => from === undefined)); // both layers have something there
    const one = await openRootfs(
      { rootfs: `${registry.host}/team/image:arm64`, rootfsExclude: ['usr/local/bin/stays'] },
      host,
    );
    assert.deepEqual(
      one.layers.map(({ digest }) => digest === arm64.layers[1]?.digest),
      [false, true],
    );
    assert.deepEqual(one.profile.programs, ['/usr/bin/dash', '/usr/bin/sh', '/usr/sbin/above']);
  });

  it('hands a layer from registry to registry, and nothing of it to the disk', async () => {
    const other = await startRegistry();
    const big = await writeBaseImage(join(directory, 'big'), 'arm64', 8_000_000);
    await skopeoCopy(`oci:${big.directory}:base`, `docker://${registry.host}/team/big:1`);
    const own = quietHost(await mkdtemp(join(directory, 'fourth-')), {
      TMPDIR: await mkdtemp(join(directory, 'tmp-')),
    });
    try {
      const { layers } = await open(`${registry.host}/team/big:1`, own);
      const credentials = async () => undefined;
      const client = createRegistryClient({
        ...{ registry: other.host, repository: 'x/y', credentials, env: {} },
      });
      for (const layer of layers) await client.uploadBlob(layer);
      for (const { digest } of big.layers) assert.ok(await client.hasBlob(digest));
      const kept = await readdir(directory, { recursive: true, withFileTypes: true });
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
    const own = quietHost(await mkdtemp(join(directory, 'streamed-')), { TMPDIR: directory });
    const digests = arm64.layers.map(({ digest }) => digest);
    const asked = async (): Promise<number[]> => {
      const reads = (await registry.requests()).filter((line) => line.startsWith('GET'));
      return digests.map((digest) => reads.filter((line) => line.includes(digest)).length);
    };
    try {
      for (const times of [2, 1]) {
        const other = await startRegistry();
        try {
          const before = await asked();
          const rootfs = await open(`${registry.host}/team/image:arm64`, own);
          const image = assemble(rootfs);
          const sink = registrySink(
            [parseReference(`${other.host}/copy:1`)],
            sinkHost({ HOME: directory }),
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

  it('logs in where it must', async () => {
    const closed = await startRegistry({ htpasswd: { user: 'alice', password: 'secret' } });
    try {
      const creds = '--dest-creds=alice:secret';
      await skopeoCopy(`oci:${arm64.directory}:base`, `docker://${closed.host}/team/image:1`, creds);
      await assert.rejects(open(`${closed.host}/team/image:1`), { code: 'registry-unauthorized' });
      const auth = Buffer.from('alice:secret').toString('base64');
      await writeFile(join(directory, 'config.json'), JSON.stringify({ auths: { [closed.host]: { auth } } }));
      const own = quietHost(join(directory, 'third-cache'), { TMPDIR: directory, DOCKER_CONFIG: directory });
      try {
        assert.deepEqual((await open(`${closed.host}/team/image:1`, own)).profile.programs, BASE_PROGRAMS);
      } finally {
        await own.close();
      }
    } finally {
      await closed.stop();
    }
  });
});
