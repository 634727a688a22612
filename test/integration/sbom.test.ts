import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { singleImage } from '../../src/image/image-set.ts';
import { createSinks } from '../../src/sinks/create.ts';
import { makeImage, readJson } from '../support/image.ts';
import { sinkHost } from '../support/sink-host.ts';

describe('SBOM', () => {
  let directory = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-sbom-'));
  });
  after(() => rm(directory, { recursive: true }));

  const write = async (dest: string) => {
    const image = await makeImage(directory);
    const outputs = [`type=sbom,dest=${dest}`];
    const [sink] = createSinks({ tags: ['ghcr.io/o/i:1'], push: false, load: false, outputs }, sinkHost());
    await sink?.publish(singleImage(image));
    return image;
  };

  it('names the image and its root filesystem, read from layers of either compression', async () => {
    const file = join(directory, 'sbom.json');
    const image = await write(file);
    const { metadata, components } = await readJson(file);
    assert.deepEqual([metadata.component.name, metadata.component.version], ['ghcr.io/o/i', image.digest]);
    assert.equal(components[0].name, 'test');
  });

  it('says where it could not be written', async () => {
    await assert.rejects(write(join(directory, 'none', 'sbom.json')), { code: 'output-failed' });
  });
});
