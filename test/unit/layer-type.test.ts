import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compressionOf } from '../../src/image/read/layer-type.ts';

test('the compression of a layer by its media type; other types are refused', () => {
  assert.equal(compressionOf('application/vnd.oci.image.layer.v1.tar+zstd', 'i'), 'zstd');
  assert.equal(compressionOf('application/vnd.docker.image.rootfs.diff.tar.gzip', 'i'), 'gzip');
  for (const type of ['application/vnd.oci.image.layer.v1.tar+gzip+encrypted', 'constructor', '']) {
    assert.throws(() => compressionOf(type, 'i'), {
      code: 'image-layer-type',
      message: /i has a layer of the type/,
    });
  }
});
