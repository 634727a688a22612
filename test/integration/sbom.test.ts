import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { assembleImage } from '../../src/image/image.ts';
import { singleImage } from '../../src/image/image-set.ts';
import type { Layer } from '../../src/image/layer.ts';
import { createSinks } from '../../src/sinks/create.ts';
import { sbomOf } from '../../src/sinks/sbom.ts';
import { layerOf, makeImage, readJson } from '../support/image.ts';
import { sinkHost } from '../support/sink-host.ts';
import { makeYumRepository } from '../support/yum-repository.ts';

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
  async function sbomOfRootfs(files: Readonly<Record<string, string | Buffer>>) {
    const layers: Layer[] = [];
    for (const [path, content] of Object.entries(files))
      layers.push(await layerOf(directory, path.replaceAll('/', '-'), path, Buffer.from(content)));
    const image = assembleImage({
      ...{ baseLayers: layers, layers: [], platform: 'linux/amd64', accelerate: 'compiler' },
      ...{ profile: { shell: '/bin/sh' }, labels: {}, sourceDateEpoch: 0 },
    });
    return JSON.parse(await sbomOf(image, [], new AbortController().signal));
  }

  it('keeps what it is made from, and no more than an image has of it', async () => {
    const large = 'License: MIT\n'.padEnd(20 << 20, 'prose ');
    const doc = Object.fromEntries(['a', 'b'].map((name) => [`usr/share/doc/${name}/copyright`, large]));
    const status = 'Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: arm64\n\n';
    const { components } = await sbomOfRootfs({ ...doc, 'var/lib/dpkg/status': status });
    assert.equal(components[0].components[0].name, 'a');
    const many = Array.from({ length: 6 }, (_, at) => [`x86_64/share/${at}/SOURCES`, ' '.repeat(30 << 20)]);
    await assert.rejects(sbomOfRootfs(Object.fromEntries(many)), {
      code: 'sbom-too-large',
      message: /128 MiB/,
    });
  });

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

  it("lists rpm's packages, of a database that rpm has written", async () => {
    const host = createTestHost();
    try {
      const server = await makeYumRepository(
        [
          { name: 'zlib', version: '1:1.3-2' },
          { name: 'make', version: '4.4-1' },
        ],
        host,
      );
      server.close();
      const database = await host.tempDir('rpmdb');
      const script = 'cd "$1" && rpm --dbpath "$2" --install --nodeps --justdb --nosignature ./*.rpm';
      await host.exec('sh', ['-c', script, 'sh', server.directory, database]);
      const { components, compositions } = await sbomOfRootfs({
        'etc/os-release': 'ID=fedora\nVERSION_ID=45\n',
        'usr/lib/sysimage/rpm/rpmdb.sqlite': await readFile(join(database, 'rpmdb.sqlite')),
      });
      const [make, zlib] = components[0].components;
      assert.equal(make.name, 'make');
      assert.equal(zlib.purl, 'pkg:rpm/fedora/zlib@1.3-2?arch=x86_64&distro=fedora-45&epoch=1');
      assert.deepEqual(zlib.licenses, [{ license: { id: 'GPL-3.0-or-later' } }, { license: { id: 'MIT' } }]);
      assert.deepEqual(zlib.externalReferences, [
        {
          type: 'source-distribution',
          url: 'https://kojipkgs.fedoraproject.org/packages/zlib/1.3/2/src/zlib-1.3-2.src.rpm',
        },
      ]);
      assert.equal(compositions, undefined);
    } finally {
      await host.close();
    }
  });

  it('says that packages of a database that cannot be read are not listed', async () => {
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
