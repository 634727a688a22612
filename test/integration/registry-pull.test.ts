// Root filesystems by reference, from a real registry into which real programs put them.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { startRegistry } from '../../scripts/lib/workbench/registry.ts';
import { openRootfs } from '../../src/rootfs/open.ts';
import { BASE_CONFIG, BASE_PROGRAMS, type BaseImage, skopeoCopy } from '../support/base-image.ts';
import { assembleBare, imageRegistry } from '../support/image-registry.ts';
import { startProxy } from '../support/proxy.ts';
import { quietHost } from '../support/quiet-host.ts';

describe('root filesystem from a registry', () => {
  const from = imageRegistry();

  /** Puts an index of these manifests there, as a list of Docker's or an OCI one. */
  async function putIndex(tag: string, mediaType: string, entries: readonly object[]): Promise<void> {
    const response = await fetch(`http://${from.registry.host}/v2/team/image/manifests/${tag}`, {
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
    const rootfs = await from.open(`${from.registry.host}/team/image:arm64`);
    assert.deepEqual(rootfs.profile.programs, BASE_PROGRAMS);
    assert.equal(rootfs.profile.distribution.id, 'test');
    assert.deepEqual(rootfs.origin, {
      registry: from.registry.host,
      repository: 'team/image',
      tag: 'arm64',
      digest: from.arm64.manifest.descriptor.digest,
    });
    for (const [index, { digest, diffId, bytes }] of from.arm64.layers.entries()) {
      const layer = rootfs.layers[index];
      assert.deepEqual([layer?.digest, layer?.diffId, layer?.size], [digest, diffId, bytes.length]);
      assert.deepEqual(layer?.from, { registry: from.registry.host, repository: 'team/image' });
      assert.ok(layer);
      assert.deepEqual(await buffer(layer.open()), bytes);
    }
    const { config, history } = JSON.parse(Buffer.from(assembleBare(rootfs).config.bytes).toString());
    assert.deepEqual(config.Entrypoint, ['/x86_64/bin/launch', ...BASE_CONFIG.Entrypoint]);
    assert.deepEqual([config.Cmd, config.User, config.WorkingDir], [['make'], '1000:1000', '/src']);
    assert.deepEqual(config.Labels, { both: 'ours', from: 'base' });
    assert.deepEqual(
      history.map(({ created_by }: { created_by: string }) => created_by),
      ['ADD rootfs / # base', 'ENV LANG=C.UTF-8', 'RUN rm -r /opt/old'],
    );
  });

  it('finds the image for arm64 in an OCI index and in a list of Docker', async () => {
    const attestation = {
      ...entry(from.amd64, 'unknown'),
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    };
    const entries = [
      attestation,
      entry(from.amd64, 'amd64'),
      entry(from.amd64, 'arm', 'v7'),
      entry(from.arm64, 'arm64', 'v8'),
    ];
    for (const [tag, type] of [
      ['index', 'application/vnd.oci.image.index.v1+json'],
      ['list', 'application/vnd.docker.distribution.manifest.list.v2+json'],
    ] as const) {
      await putIndex(tag, type, entries);
      const { origin } = await from.open(`${from.registry.host}/team/image:${tag}`);
      assert.equal(origin?.digest, from.arm64.manifest.descriptor.digest);
    }
    await putIndex('without', 'application/vnd.oci.image.index.v1+json', entries.slice(0, 3));
    await assert.rejects(from.open(`${from.registry.host}/team/image:without`), {
      code: 'rootfs-not-aarch64',
      message: /only for linux\/amd64, linux\/arm\/v7/,
    });
  });

  it("reads Docker's media types", async () => {
    const { layers, profile } = await from.open(`docker://${from.registry.host}/team/v2s2:1`);
    assert.deepEqual(profile.programs, BASE_PROGRAMS);
    assert.equal(layers[0]?.mediaType, 'application/vnd.oci.image.layer.v1.tar+gzip');
  });

  it('refuses an image for another machine before it reads its layers', async () => {
    const before = (await from.registry.requests()).length;
    await assert.rejects(from.open(`${from.registry.host}/team/image:amd64`), {
      code: 'rootfs-not-aarch64',
      message: /amd64/,
    });
    const asked = (await from.registry.requests()).slice(before);
    assert.equal(asked.filter((line) => /^GET .*blobs/.test(line)).length, 1);
  });

  it('says of a name that is no image that there is no such file either', async () => {
    await assert.rejects(from.open(`${from.registry.host}/team/none:1`), {
      code: 'registry-not-found',
      hint: /no such file/,
    });
    await assert.rejects(
      from.open(`docker://${from.registry.host}/team/none:1`),
      (error: Error & { hint: string }) => {
        assert.doesNotMatch(error.hint, /no such file/);
        return true;
      },
    );
  });

  it('speaks plain http with a registry that insecure-registries names, and gives the advice', async () => {
    const name = 'registry.test:5000';
    const proxy = await startProxy(from.registry.host);
    const far = quietHost(join(from.directory, 'far'), { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url });
    const rootfs = { rootfs: `${name}/team/image:arm64`, rootfsExclude: [] };
    try {
      await assert.rejects(openRootfs({ ...rootfs, insecureRegistries: ['other.test:5000'] }, far), {
        code: 'registry-unreachable',
        hint: new RegExp(`insecure-registries: ${name}`),
      });
      const { origin } = await openRootfs({ ...rootfs, insecureRegistries: [name] }, far);
      assert.equal(origin?.digest, from.arm64.manifest.descriptor.digest);
    } finally {
      await far.close();
      await proxy.stop();
    }
  });

  it('leaves something out of the layer that has it, and refers to the other', async () => {
    const rootfs = await openRootfs(
      { rootfs: `${from.registry.host}/team/image:arm64`, rootfsExclude: ['opt', 'usr/bin/dash'] },
      from.host,
    ).catch((error: Error & { code: string }) => error.code);
    assert.equal(rootfs, 'rootfs-no-shell');
    const { layers, profile } = await openRootfs(
      { rootfs: `${from.registry.host}/team/image:arm64`, rootfsExclude: ['usr/sbin'] },
      from.host,
    );
    assert.deepEqual(profile.programs, BASE_PROGRAMS.slice(0, 3));
    assert.ok(layers.every(({ from }) => from === undefined)); // both layers have something there
    const one = await openRootfs(
      { rootfs: `${from.registry.host}/team/image:arm64`, rootfsExclude: ['usr/local/bin/stays'] },
      from.host,
    );
    assert.deepEqual(
      one.layers.map(({ digest }) => digest === from.arm64.layers[1]?.digest),
      [false, true],
    );
    assert.deepEqual(one.profile.programs, ['/usr/bin/dash', '/usr/bin/sh', '/usr/sbin/above']);
  });

  it('logs in where it must', async () => {
    const closed = await startRegistry({ htpasswd: { user: 'alice', password: 'secret' } });
    try {
      const creds = '--dest-creds=alice:secret';
      await skopeoCopy(`oci:${from.arm64.directory}:base`, `docker://${closed.host}/team/image:1`, creds);
      await assert.rejects(from.open(`${closed.host}/team/image:1`), { code: 'registry-unauthorized' });
      const auth = Buffer.from('alice:secret').toString('base64');
      await writeFile(
        join(from.directory, 'config.json'),
        JSON.stringify({ auths: { [closed.host]: { auth } } }),
      );
      const own = quietHost(join(from.directory, 'third-cache'), {
        TMPDIR: from.directory,
        DOCKER_CONFIG: from.directory,
      });
      try {
        assert.deepEqual(
          (await from.open(`${closed.host}/team/image:1`, own)).profile.programs,
          BASE_PROGRAMS,
        );
      } finally {
        await own.close();
      }
    } finally {
      await closed.stop();
    }
  });
});
