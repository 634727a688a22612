// Images on disk as other programs write them: skopeo, umoci, podman, Docker.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { run } from '../../scripts/lib/run.ts';
import { withScope } from '../../scripts/lib/scope.ts';
import { withDocker } from '../../scripts/lib/workbench/docker.ts';
import type { Host } from '../../src/host/host.ts';
import { digestHex, digestOf } from '../../src/image/digest.ts';
import { openRootfs, type Rootfs } from '../../src/rootfs/open.ts';
import {
  BASE_CONFIG,
  BASE_PROGRAMS,
  type BaseImage,
  skopeoCopy,
  writeBaseImage,
} from '../support/base-image.ts';
import { quietHost } from '../support/quiet-host.ts';
import { readTar } from '../support/read-tar.ts';

describe('root filesystem from an image on disk', () => {
  let directory = '';
  let host: Host;
  let base: BaseImage;
  const path = (name: string): string => join(directory, name);
  const open = (rootfs: string) => openRootfs({ rootfs, rootfsExclude: [] }, host);

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-disk-'));
    host = quietHost(path('cache'), { TMPDIR: directory });
    base = await writeBaseImage(path('base'));
  });
  after(async () => {
    await host.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** The image is the same: what is in its layers, and what its configuration says. */
  async function check({ layers, profile, base: config }: Rootfs, programs = BASE_PROGRAMS): Promise<void> {
    assert.deepEqual(profile.programs, programs);
    assert.deepEqual(config?.entrypoint, BASE_CONFIG.Entrypoint);
    for (const [index, { diffId }] of base.layers.entries()) {
      const layer = layers[index];
      assert.ok(layer);
      assert.equal(layer.diffId, diffId);
      const bytes = await buffer(layer.open());
      assert.deepEqual([digestOf(bytes), bytes.length], [layer.digest, layer.size]);
      assert.match(layer.mediaType, /tar\+gzip$/);
      assert.equal(digestOf(gunzipSync(bytes)), diffId);
    }
  }

  describe('of skopeo', () => {
    for (const [kind, dest, name] of [
      ['oci', 'skopeo-oci', 'name'],
      ['oci-archive', 'skopeo-oci.tar', 'name'],
      ['docker-archive', 'skopeo-docker.tar', 'name:1'],
    ] as const) {
      it(`${kind}, by each of its spellings`, async () => {
        const file = path(dest);
        await skopeoCopy(`oci:${base.directory}:base`, `${kind}:${file}:${name}`);
        for (const spelling of [`${kind}:${file}:${name}`, `${kind}:${file}`, file])
          await check(await open(spelling));
      });
    }

    it('refers to the layers of a layout as they are', async () => {
      const { layers } = await open(base.directory);
      const digests = base.layers.map(({ digest }) => digest);
      assert.deepEqual(
        layers.map(({ digest }) => digest),
        digests,
      );
    });

    it('a compressed docker archive', async () => {
      await skopeoCopy(`oci:${base.directory}:base`, `docker-archive:${path('z.tar')}:name:1`);
      await run('gzip', [path('z.tar')]);
      await check(await open(path('z.tar.gz')));
    });

    it('zstd layers', async () => {
      await skopeoCopy(
        `oci:${base.directory}:base`,
        `oci:${path('zstd')}:z`,
        '--dest-compress-format=zstd',
        '--dest-compress',
      );
      const { layers, profile } = await open(path('zstd'));
      assert.deepEqual(profile.programs, BASE_PROGRAMS);
      assert.ok(layers.length === 2);
    });
  });

  it('with something left out, which does not bring back what a layer took away', async () => {
    const whiteouts = ['opt/.wh.old', 'usr/local/bin/.wh.gone', 'usr/sbin/.wh..wh..opq'];
    const without = (...rootfsExclude: string[]) =>
      openRootfs({ rootfs: base.directory, rootfsExclude }, host);
    const upper = async ({ layers }: Rootfs) =>
      readTar(gunzipSync(await buffer(layers[1]?.open() as Readable))).map((member) => member.path);
    await check(await without('**/.*')); // none but whiteouts has such a name
    const rewritten = await without('**/.*', 'usr/sbin/above');
    assert.deepEqual(rewritten.profile.programs, BASE_PROGRAMS.slice(0, 3));
    assert.deepEqual(await upper(rewritten), [...whiteouts.slice(0, 2), 'usr/sbin/', whiteouts[2]]);
    assert.deepEqual(await upper(await without('usr/sbin')), whiteouts.slice(0, 2));
  });

  it('of umoci, with a layer that it added', async () => {
    await run('cp', ['-r', base.directory, path('umoci')]);
    const image = ['--image', `${path('umoci')}:base`];
    await run('umoci', ['unpack', ...image, path('bundle')]);
    await run('sh', ['-ec', 'rm usr/local/bin/stays; cp usr/bin/dash usr/local/bin/added'], {
      cwd: path('bundle/rootfs'),
    });
    await run('umoci', ['repack', '--image', `${path('umoci')}:new`, path('bundle')]);
    await assert.rejects(open(path('umoci')), { code: 'image-missing', hint: /base, new/ });
    await assert.rejects(open(`oci:${path('umoci')}:other`), { code: 'image-missing', hint: /base, new/ });
    await check(await open(`oci:${path('umoci')}:base`));
    const rootfs = await open(`oci:${path('umoci')}:new`);
    await check(rootfs, ['/usr/bin/dash', '/usr/bin/sh', '/usr/local/bin/added', '/usr/sbin/above']);
    assert.equal(rootfs.layers.length, 3);
  });

  it('of podman save, as either archive', async () => {
    await skopeoCopy(
      `oci:${base.directory}:base`,
      `oci-archive:${path('to-podman.tar')}:localhost/test:save`,
    );
    await withScope(async (scope) => {
      const storage = await scope.tempDir('podman');
      const places = ['--root', join(storage, 'root'), '--runroot', join(storage, 'run')];
      const podman = (...args: string[]) => run('podman', [...places, '--storage-driver', 'vfs', ...args]);
      await podman('load', '--quiet', '--input', path('to-podman.tar'));
      for (const kind of ['oci-archive', 'docker-archive']) {
        const file = path(`podman-${kind}.tar`);
        await podman('save', '--quiet', '--format', kind, '--output', file, 'localhost/test:save');
        for (const spelling of [file, `${kind}:${file}`, `${kind}:${file}:localhost/test:save`])
          await check(await open(spelling));
        await assert.rejects(open(`${kind}:${file}:localhost/other:save`), {
          code: 'image-missing',
          hint: /localhost\/test:save/,
        });
      }
    });
  });

  it('of docker save', async () => {
    await skopeoCopy(
      `oci:${base.directory}:base`,
      `docker-archive:${path('load.tar')}:arm64-on-x86/test:save`,
    );
    await withScope(async (scope) => {
      const engine = await withDocker(scope);
      await engine.run(['load', '--input', path('load.tar')]);
      try {
        await engine.run(['save', '--output', path('saved.tar'), 'arm64-on-x86/test:save']);
      } finally {
        await engine.run(['rmi', 'arm64-on-x86/test:save']);
      }
    });
    await check(await open(path('saved.tar')));
    await check(await open(`docker-archive:${path('saved.tar')}:arm64-on-x86/test:save`));
    await assert.rejects(open(`docker-archive:${path('saved.tar')}:other`), {
      code: 'image-missing',
      hint: /arm64-on-x86\/test:save/,
    });
  });

  describe('refuses', () => {
    // What is in the cache is not read again: a sink finds out.
    let fresh: Host;
    beforeEach(async () => {
      fresh = quietHost(await mkdtemp(path('cache-')), { TMPDIR: directory });
    });
    afterEach(() => fresh.close());
    const open = (rootfs: string) => openRootfs({ rootfs, rootfsExclude: [] }, fresh);
    const copy = async (name: string): Promise<string> => {
      await run('cp', ['-r', base.directory, path(name)]);
      return path(name);
    };
    const tarOfLayout = async (layout: string): Promise<string> => {
      await run('tar', ['-cf', path('layout.tar'), '-C', layout, 'oci-layout', 'index.json', 'blobs']);
      return path('layout.tar');
    };
    const blob = (layout: string, digest: (typeof base.layers)[number]['digest']): string =>
      join(layout, 'blobs/sha256', digestHex(digest));

    it('a layer that was changed', async () => {
      const layout = await copy('changed');
      const file = blob(layout, base.layers[1]?.digest ?? 'sha256:');
      const bytes = await readFile(file);
      bytes[4] = (bytes[4] ?? 0) ^ 1; // gzip's time stamp: what it unpacks to is the same
      await writeFile(file, bytes);
      await assert.rejects(open(layout), { code: 'image-damaged' });
    });

    it('a layer that is missing, cut off, or a link to somewhere else', async () => {
      const layout = await copy('missing');
      const file = blob(layout, base.layers[0]?.digest ?? 'sha256:');
      await writeFile(file, 'short');
      await assert.rejects(open(layout), { code: 'image-invalid', message: /5 bytes/ });
      await rm(file);
      await assert.rejects(open(layout), { code: 'image-invalid', message: /lacks/ });
      await writeFile(path('elsewhere'), base.layers[0]?.bytes ?? '');
      await symlink(path('elsewhere'), file);
      await assert.rejects(open(layout), { code: 'image-invalid', message: /lacks/ });
    });

    it('documents that are not valid', async () => {
      const layout = await copy('documents');
      const index = join(layout, 'index.json');
      for (const text of [
        '',
        '{',
        '[]',
        '{"manifests":{}}',
        '{"manifests":[{}]}',
        '{"manifests":[{"digest":"sha256:../../x"}]}',
      ]) {
        await writeFile(index, text);
        await assert.rejects(open(layout), { code: 'image-invalid' }, text);
      }
      await rm(index);
      await assert.rejects(open(layout), { code: 'image-invalid', message: /no index.json/ });
    });

    it('a compressed archive without end, before all of that is on the disk', async () => {
      const archive = await readFile(await tarOfLayout(base.directory));
      const zeros = gzipSync(Buffer.alloc(16 << 20));
      await writeFile(path('bomb.tar.gz'), Buffer.concat([gzipSync(archive), ...Array(20).fill(zeros)]));
      const own = await mkdtemp(path('bomb-'));
      const alone = quietHost(join(own, 'cache'), { TMPDIR: own });
      const inputs = { rootfs: path('bomb.tar.gz'), rootfsExclude: [] };
      await assert.rejects(openRootfs(inputs, alone), { code: 'rootfs-hostile' });
      const written = (await readdir(own, { recursive: true })).find((name) => /image\.tar$/.test(name));
      const { size } = await stat(join(own, written ?? 'none'));
      await alone.close();
      assert.ok(size < 100 << 20, `${size} bytes were written`);
    });

    it('an archive that only looks like an image', async () => {
      await mkdir(path('fake/blobs'), { recursive: true });
      await run('tar', ['-cf', path('fake.tar'), '-C', path('fake'), 'blobs']);
      await assert.rejects(open(path('fake.tar')), { code: 'image-invalid', message: /index.json/ });
    });
  });
});
