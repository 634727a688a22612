import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { assembleImage } from '../../src/image/image.ts';
import { singleImage } from '../../src/image/image-set.ts';
import type { Layer } from '../../src/image/layer.ts';
import { createSinks } from '../../src/sinks/create.ts';
import { sbomOf } from '../../src/sinks/sbom.ts';
import { layerOf, makeImage, readJson } from '../support/image.ts';
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

  /** The SBOM of an image whose root filesystem has these files, one a layer. */
  async function sbomOfRootfs(files: Readonly<Record<string, string>>) {
    const layers: Layer[] = [];
    for (const [path, text] of Object.entries(files))
      layers.push(await layerOf(directory, path.replaceAll('/', '-'), path, Buffer.from(text)));
    const image = assembleImage({
      ...{ baseLayers: layers, layers: [], platform: 'linux/amd64', accelerate: 'compiler' },
      ...{ profile: { shell: '/bin/sh' }, labels: {}, sourceDateEpoch: 0 },
    });
    return JSON.parse(await sbomOf(image, [], new AbortController().signal));
  }

  it("lists apk's packages", async () => {
    const { components, compositions } = await sbomOfRootfs({
      'etc/os-release': 'ID=alpine\nVERSION_ID=3.24.1\n',
      'lib/apk/db/installed': 'P:musl\nV:1.2.5-r21\nA:aarch64\nL:MIT\n\n',
    });
    assert.equal(
      components[0].components[0].purl,
      'pkg:apk/alpine/musl@1.2.5-r21?arch=aarch64&distro=alpine-3.24.1',
    );
    assert.equal(compositions, undefined);
  });

  it("says that rpm's packages are not listed", async () => {
    const { components, compositions } = await sbomOfRootfs({
      'etc/os-release': 'ID=fedora\nVERSION_ID=45\n',
      'usr/lib/sysimage/rpm/rpmdb.sqlite': 'SQLite format 3\0',
    });
    assert.equal(components[0].components, undefined);
    assert.match(components[0].properties[0].value, /^not listed/);
    assert.deepEqual(compositions, [{ aggregate: 'incomplete', assemblies: ['rootfs'] }]);
  });

  it('says where it could not be written', async () => {
    await assert.rejects(write(join(directory, 'none', 'sbom.json')), { code: 'output-failed' });
  });
});
