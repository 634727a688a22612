import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { findProgram } from '../../scripts/lib/root.ts';
import { run } from '../../scripts/lib/run.ts';
import { withScope } from '../../scripts/lib/scope.ts';
import { startEngine } from '../../scripts/lib/workbench/docker.ts';
import { startRegistry } from '../../scripts/lib/workbench/registry.ts';
import { parseAnnotation } from '../../src/image/annotations.ts';
import { baseImage } from '../../src/image/base-image.ts';
import { assembleImage, type Image } from '../../src/image/image.ts';
import { imageIndex, singleImage } from '../../src/image/image-set.ts';
import { createSinks } from '../../src/sinks/create.ts';
import { layerOf, readJson } from '../support/image.ts';
import { randomBytesOf } from '../support/random.ts';
import { sinkHost } from '../support/sink-host.ts';

const noDockerd = findProgram('dockerd') === undefined && 'there is no dockerd';
const annotations = ['manifest:m=1', 'index:i=2', 'manifest-descriptor:d=3', 'index-descriptor:e=4'].flatMap(
  (text) => parseAnnotation(text) ?? [],
);

/** An image for x86-64 and its root filesystem alone, with a zstd layer of several frames or all gzip. */
async function images(directory: string, family: 'oci' | 'docker', compression: 'gzip' | 'zstd') {
  const noise = { type: compression, level: 3 } as const;
  const parts = {
    baseLayers: [await layerOf(directory, 'base', 'etc/os-release', Buffer.from('ID=test\n'))],
    profile: { shell: '/bin/sh' } as const,
    labels: { test: 'yes' },
    annotations,
    family,
    sourceDateEpoch: 0,
  };
  const big = Buffer.concat([randomBytesOf(1, 5_000_000), Buffer.alloc(5_000_000, 'x')]);
  const layers = [await layerOf(directory, 'ours', 'x86_64/big', big, noise)];
  const image = assembleImage({ ...parts, layers, platform: 'linux/amd64', accelerate: 'none' });
  return { image, base: baseImage(parts) };
}

async function publish(
  set: ReturnType<typeof singleImage>,
  outputs: readonly string[],
  tags: readonly string[],
  env: Record<string, string> = {},
): Promise<void> {
  for (const sink of createSinks({ tags, push: false, load: false, outputs }, sinkHost(env))) {
    await sink.check?.();
    await sink.publish(set);
  }
}

async function skopeo(...args: string[]) {
  const { stdout } = await run('skopeo', args);
  return stdout.startsWith('{') ? JSON.parse(stdout) : stdout;
}

/** What tells one image from another; the Id is that of the configuration or of the manifest, by the Engine's store. */
const INSPECTED = '{{.Architecture}} {{json .RootFS.Layers}}';

function inspected(architecture: string, { layers }: Image): string {
  return `${architecture} ${JSON.stringify(layers.map(({ diffId }) => diffId))}`;
}

function parsed({ manifest }: Image) {
  return JSON.parse(Buffer.from(manifest.bytes).toString());
}

test('an index in a registry: each machine gets its own image, with annotations at their levels', () =>
  withScope(async (scope) => {
    const registry = await startRegistry();
    scope.defer(() => registry.stop());
    const { image, base } = await images(await scope.tempDir('image'), 'oci', 'gzip');
    const set = imageIndex([image, base], annotations);
    await publish(set, ['type=registry'], [`${registry.host}/multi:1`]);
    const source = `docker://${registry.host}/multi:1`;
    const raw = await skopeo('inspect', '--raw', '--tls-verify=false', source);
    assert.deepEqual(raw.annotations, { i: '2' });
    assert.deepEqual(
      raw.manifests.map((entry: { platform: object; annotations: object }) => [
        entry.platform,
        entry.annotations,
      ]),
      [
        [{ os: 'linux', architecture: 'amd64' }, { d: '3' }],
        [{ os: 'linux', architecture: 'arm64' }, { d: '3' }],
      ],
    );
    for (const [architecture, expected, digest] of [
      ['amd64', ['/x86_64/bin/launch'], image.digest],
      ['arm64', undefined, base.digest],
    ] as const) {
      const select = [`--override-arch=${architecture}`, '--tls-verify=false'];
      const config = await skopeo(...select.slice(0, 1), 'inspect', '--config', ...select.slice(1), source);
      assert.deepEqual([config.architecture, config.config.Entrypoint], [architecture, expected]);
      const one = `docker://${registry.host}/multi@${digest}`;
      assert.deepEqual((await skopeo('inspect', '--raw', '--tls-verify=false', one)).annotations, { m: '1' });
    }
    const copy = await scope.tempDir('copy');
    await skopeo('copy', '--all', '--src-tls-verify=false', source, `dir:${copy}`); // compares every digest
  }));

test('an OCI layout and an OCI archive with an index; the same archive twice', () =>
  withScope(async (scope) => {
    const work = await scope.tempDir('oci');
    const { image, base } = await images(work, 'oci', 'zstd');
    const set = imageIndex([image, base], annotations);
    const [layout, first, second] = ['layout', 'first.tar', 'second.tar'].map((name) => join(work, name));
    await publish(
      set,
      [`type=oci,dest=${layout}`, `type=oci,dest=${first}`, `type=oci,dest=${second}`],
      ['localhost/a:v1'],
    );
    const [entry] = (await readJson(join(layout ?? '', 'index.json'))).manifests;
    assert.equal(entry.digest, set.digest);
    assert.equal(entry.annotations.e, '4');
    await run('cmp', [first ?? '', second ?? '']);
    for (const source of [`oci:${layout}:v1`, `oci-archive:${first}:v1`]) {
      const config = await skopeo('--override-arch=arm64', 'inspect', '--config', source);
      assert.equal(config.architecture, 'arm64');
    }
  }));

test('umoci reads the OCI layout, podman the archive', () =>
  withScope(async (scope) => {
    const work = await scope.tempDir('oci');
    const { image } = await images(work, 'oci', 'gzip');
    const layout = join(work, 'layout');
    await publish(singleImage(image), [`type=oci,dest=${layout}`], ['localhost/a:v1']);
    await run('umoci', ['unpack', '--rootless', '--image', `${layout}:v1`, join(work, 'bundle')]);
    await run('sh', ['-c', 'test "$(wc -c < "$0/rootfs/x86_64/big")" = 10000000', join(work, 'bundle')]);
    const archive = join(work, 'image.tar');
    await publish(singleImage(image), [`type=oci,dest=${archive}`], ['localhost/a:v1']);
    const podman = ['--root', join(work, 'root'), '--runroot', join(work, 'run'), '--storage-driver', 'vfs'];
    await run('podman', [...podman, 'load', '--quiet', '--input', archive]);
    const { stdout } = await run('podman', [...podman, 'images', '--digests', '--format', '{{.Digest}}']);
    assert.equal(stdout.trim(), image.digest);
  }));

test("Docker's media types", () =>
  withScope(async (scope) => {
    const registry = await startRegistry();
    scope.defer(() => registry.stop());
    const work = await scope.tempDir('docker');
    const { image, base } = await images(work, 'docker', 'gzip');
    const set = imageIndex([image, base], annotations);
    await publish(set, ['type=registry,oci-mediatypes=false'], [`${registry.host}/docker:1`]);
    const source = `docker://${registry.host}/docker:1`;
    const raw = await skopeo('inspect', '--raw', '--tls-verify=false', source);
    assert.equal(raw.mediaType, 'application/vnd.docker.distribution.manifest.list.v2+json');
    const { mediaType, config, layers } = parsed(image);
    assert.equal(mediaType, 'application/vnd.docker.distribution.manifest.v2+json');
    assert.equal(config.mediaType, 'application/vnd.docker.container.image.v1+json');
    assert.equal(layers[1].mediaType, 'application/vnd.docker.image.rootfs.diff.tar.gzip');
    await skopeo('copy', '--all', '--src-tls-verify=false', source, `dir:${await scope.tempDir('copy')}`);
    await assert.rejects(images(work, 'docker', 'zstd'), { code: 'media-type-zstd' });
  }));

test('a zstd layer of several frames is whole in a docker archive', () =>
  withScope(async (scope) => {
    const work = await scope.tempDir('docker');
    const { image } = await images(work, 'oci', 'zstd');
    const file = join(work, 'image.tar');
    await publish(singleImage(image), [`type=docker,dest=${file}`], ['localhost/a:v1']);
    // skopeo compares the layers with the diffIDs of the configuration.
    await skopeo('copy', `docker-archive:${file}:localhost/a:v1`, `dir:${await scope.tempDir('copy')}`);
  }));

test('docker pull of an index gives each machine its own image', { skip: noDockerd }, () =>
  withScope(async (scope) => {
    const registry = await startRegistry();
    scope.defer(() => registry.stop());
    const engine = await startEngine(scope);
    for (const [family, output] of [
      ['oci', 'type=registry'],
      ['docker', 'type=registry,oci-mediatypes=false'],
    ] as const) {
      const { image, base } = await images(await scope.tempDir('image'), family, 'gzip');
      const name = `${registry.host}/pulled-${family}:1`;
      await publish(imageIndex([image, base]), [output], [name]);
      for (const [flags, of, architecture] of [
        [[], image, 'amd64'],
        [['--platform', 'linux/arm64'], base, 'arm64'],
        [['--platform', 'linux/amd64'], image, 'amd64'],
      ] as const) {
        await engine.run(['pull', '--quiet', ...flags, name]);
        const { stdout } = await engine.run(['inspect', '--format', INSPECTED, name]);
        assert.equal(stdout.trim(), inspected(architecture, of));
      }
    }
  }),
);

test(
  'loads into a running Docker Engine, over its socket, an index too, and without a name; a failure is told',
  {
    skip: noDockerd,
  },
  () =>
    withScope(async (scope) => {
      const engine = await startEngine(scope);
      const { stdout: root } = await engine.run(['info', '--format', '{{.DockerRootDir}}']);
      const env = { DOCKER_HOST: `unix://${dirname(root.trim())}/docker.sock` };
      const { image, base } = await images(await scope.tempDir('image'), 'oci', 'zstd');
      await publish(
        imageIndex([image, base]),
        ['type=docker'],
        ['localhost/loaded:1', 'localhost/loaded:2'],
        env,
      );
      for (const tag of ['1', '2']) {
        const { stdout } = await engine.run(['inspect', '--format', INSPECTED, `localhost/loaded:${tag}`]);
        assert.equal(stdout.trim(), inspected('amd64', image));
      }
      const [nameless] = createSinks({ tags: [], push: false, load: true, outputs: [] }, sinkHost(env));
      await nameless?.publish(singleImage(image));
      const id = nameless?.loadedId?.() ?? '';
      const { stdout } = await engine.run(['inspect', '--format', INSPECTED, id]);
      assert.equal(stdout.trim(), inspected('amd64', image));
      const [layer] = base.layers;
      assert.ok(layer);
      const garbage = {
        ...layer,
        diffId: image.digest,
        open: () => Readable.from([randomBytesOf(2, layer.size)]),
      };
      const broken = { ...base, config: image.config, layers: [garbage] };
      await assert.rejects(publish(singleImage(broken), ['type=docker'], ['localhost/broken:1'], env), {
        code: 'docker-load-failed',
      });
    }),
);
