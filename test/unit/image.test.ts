import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { digestOf } from '../../src/image/digest.ts';
import { assembleImage, type ImageParts } from '../../src/image/image.ts';
import type { Digest, Layer } from '../../src/image/layer.ts';

const digest = (digit: string): Digest => `sha256:${digit.repeat(64)}`;
const layer = (digit: string, mediaType: string, createdBy: string): Layer => ({
  mediaType,
  digest: digest(digit),
  size: 100,
  diffId: digest(digit),
  createdBy,
  open: () => Readable.from([]),
});

const parts: ImageParts = {
  baseLayers: [layer('a', 'application/vnd.oci.image.layer.v1.tar+zstd', 'rootfs')],
  layers: [layer('b', 'application/vnd.oci.image.layer.v1.tar+gzip', 'arm64-on-x86: emulator')],
  platform: 'linux/amd64',
  accelerate: 'compiler',
  profile: { shell: '/bin/bash' },
  labels: { z: '1', a: '2' },
  sourceDateEpoch: 0,
};
const parse = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString());

test('the configuration', () => {
  assert.deepEqual(parse(assembleImage(parts).config.bytes), {
    created: '1970-01-01T00:00:00Z',
    architecture: 'amd64',
    os: 'linux',
    config: {
      Env: [
        'PATH=/x86_64/enter:/usr/local/sbin:/usr/local/bin:/usr/sbin:/x86_64/native/usr/bin:/x86_64/host/bin:/usr/bin:/sbin:/bin',
      ],
      Entrypoint: ['/x86_64/bin/launch'],
      Cmd: ['/bin/bash'],
      WorkingDir: '/',
      Shell: ['/x86_64/bin/launch', '/bin/sh', '-c'],
      Labels: { a: '2', z: '1' },
    },
    rootfs: { type: 'layers', diff_ids: [digest('a'), digest('b')] },
    history: [
      { created: '1970-01-01T00:00:00Z', created_by: 'rootfs' },
      { created: '1970-01-01T00:00:00Z', created_by: 'arm64-on-x86: emulator' },
    ],
  });
});

test('the manifest', () => {
  const image = assembleImage(parts);
  assert.deepEqual(parse(image.manifest.bytes), {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: digestOf(image.config.bytes),
      size: image.config.bytes.length,
    },
    layers: [
      { mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd', digest: digest('a'), size: 100 },
      { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: digest('b'), size: 100 },
    ],
  });
  assert.equal(image.digest, digestOf(image.manifest.bytes));
  assert.equal(image.manifest.descriptor.size, image.manifest.bytes.length);
});

test('the same parts give the same digest, whatever the order of the labels', () => {
  const again = assembleImage({ ...parts, labels: { a: '2', z: '1' } });
  assert.equal(again.digest, assembleImage(parts).digest);
  assert.notEqual(assembleImage({ ...parts, sourceDateEpoch: 1 }).digest, again.digest);
});

test('without acceleration the native directory is not on PATH; without labels there is no Labels', () => {
  const { config } = parse(assembleImage({ ...parts, accelerate: 'none', labels: {} }).config.bytes);
  assert.equal(
    config.Env[0],
    'PATH=/x86_64/enter:/x86_64/host/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  );
  assert.equal('Labels' in config, false);
});

test('a platform may have a variant', () => {
  const config = parse(assembleImage({ ...parts, platform: 'linux/arm64/v8' }).config.bytes);
  assert.deepEqual([config.os, config.architecture, config.variant], ['linux', 'arm64', 'v8']);
});

for (const platform of ['', 'amd64', 'linux/', 'linux/amd64/v1/x', 'Linux amd64']) {
  test(`refuses the platform ${JSON.stringify(platform)}`, () => {
    assert.throws(() => assembleImage({ ...parts, platform }), { code: 'platform-invalid' });
  });
}
