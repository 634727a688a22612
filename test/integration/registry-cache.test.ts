import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTestHost, directoryCache, type TestHost } from '../../scripts/lib/workbench/host.ts';
import { startRegistry, type TestRegistry } from '../../scripts/lib/workbench/registry.ts';
import { withCaches } from '../../src/cache/open.ts';
import { packedAs, resolveComponent } from '../../src/components/resolve.ts';
import { DEFAULT_COMPRESSION } from '../../src/compress/compression.ts';
import { MEDIA_TYPES } from '../../src/image/media-types.ts';
import { readCacheInputs } from '../../src/inputs/cache.ts';
import { countingComponent } from '../support/counting-component.ts';
import { startScriptedServer } from '../support/scripted-server.ts';

const KEY = 'runtime-0123456789abcdef0123456789abcdef';
/** As caches know it. */
const { key: STORED } = packedAs(countingComponent('runtime', KEY), DEFAULT_COMPRESSION, { env: {} });

describe('the cache in a registry', () => {
  let registry: TestRegistry;
  const hosts: TestHost[] = [];
  before(async () => {
    registry = await startRegistry();
  });
  after(async () => {
    await registry.stop();
    for (const host of hosts) await host.close();
  });

  const component = () => countingComponent('runtime', KEY);

  function machine(values: Record<string, string>) {
    const host = createTestHost({ env: { PATH: process.env.PATH, HOME: '/nonexistent' } });
    hosts.push(host);
    const inputs = readCacheInputs((name) => ({ prebuilt: '', ...values })[name]);
    return Object.assign(withCaches(host, inputs, ''), { warnings: host.warnings });
  }

  it("serves another machine, as an artifact under the key's tag whose blob is the layer", async () => {
    const ref = `${registry.host}/o/cache`;
    const built = await resolveComponent(component(), machine({ 'cache-to': `type=registry,ref=${ref}` }));
    const other = component();
    const reused = await resolveComponent(other, machine({ 'cache-from': `type=registry,ref=${ref}` }));
    assert.deepEqual([reused.cacheHit, other.builds, reused.layer.digest], [true, 0, built.layer.digest]);
    const url = `http://${ref.replace('/', '/v2/')}/manifests/${STORED}`;
    const text = await (await fetch(url, { headers: { accept: MEDIA_TYPES.manifest } })).text();
    assert.match(text, /"artifactType":"application\/vnd\.arm64-on-x86\.component\.v1"/);
    assert.ok(text.includes(built.layer.digest), text);
  });

  it('fills a nearer cache that had nothing', async () => {
    const ref = `${registry.host}/o/cache`;
    const near = machine({ 'cache-from': `type=registry,ref=${ref}` });
    const directory = await near.tempDir('near');
    const specs = {
      'cache-from': `type=local,src=${directory}\n${ref}`,
      'cache-to': `type=local,dest=${directory}`,
    };
    await resolveComponent(component(), machine(specs));
    assert.deepEqual(await readdir(join(directory, 'v1')), [STORED]);
  });

  it('builds anew what is damaged, and puts it in its place', async () => {
    const ref = `${registry.host}/o/damaged`;
    const spec = { 'cache-to': `type=registry,ref=${ref}`, 'cache-from': ref };
    const host = machine(spec);
    const entry = await host.tempDir('entry');
    await writeFile(join(entry, 'blob'), 'not the layer');
    await writeFile(join(entry, 'layer.json'), await layerRecord());
    await host.cache.save(STORED, entry);
    const again = component();
    const first = machine(spec);
    assert.equal((await resolveComponent(again, first)).cacheHit, false);
    assert.equal(again.builds, 1);
    assert.ok(first.warnings.join().includes(`${STORED} is damaged, and is not used`));
    assert.equal((await resolveComponent(component(), machine(spec))).cacheHit, true);
  });

  it('warns once, and goes on, when the registry refuses or is not there', async () => {
    const locked = await startRegistry({ htpasswd: { user: 'u', password: 'p' } });
    try {
      for (const host of [locked.host, '127.0.0.1:1']) {
        const spec = `type=registry,ref=${host}/o/cache`;
        const run = machine({ 'cache-from': spec, 'cache-to': spec });
        const one = component();
        await resolveComponent(one, run);
        await resolveComponent(one, run);
        assert.equal(one.builds, 2);
        assert.equal(run.warnings.length, 1, run.warnings.join('\n'));
        assert.match(run.warnings[0] ?? '', /does not work, and is left out/);
      }
    } finally {
      await locked.stop();
    }
  });

  it('keeps files in directories, and other entries after them', async () => {
    const ref = `${registry.host}/o/nested`;
    const from = machine({ 'cache-to': `type=registry,ref=${ref}` });
    const downloads = await from.tempDir('downloads');
    await mkdir(join(downloads, 'gcc', 'patches'), { recursive: true });
    await writeFile(join(downloads, 'gcc', 'gcc-12.3.0.tar.xz'), 'sources');
    await writeFile(join(downloads, 'gcc', 'patches', '0001-a+b.patch'), '');
    const flat = await from.tempDir('flat');
    await writeFile(join(flat, 'blob'), 'bytes');
    await from.cache.save('buildroot-sources-1', downloads);
    await from.cache.save('toolchain-1', flat);
    assert.deepEqual(from.warnings, []);
    const to = machine({ 'cache-from': ref });
    const [target, other] = [await to.tempDir('target'), await to.tempDir('other')];
    assert.equal(await to.cache.restore('buildroot-sources-1', target), true);
    assert.equal(await readFile(join(target, 'gcc', 'gcc-12.3.0.tar.xz'), 'utf8'), 'sources');
    assert.equal(await readFile(join(target, 'gcc', 'patches', '0001-a+b.patch'), 'utf8'), '');
    assert.equal(await to.cache.restore('toolchain-1', other), true);
    assert.deepEqual(await readdir(other), ['blob']);
  });

  for (const name of ['../x', '/x', 'a/../../x', 'a//b', './x', 'a/.', 'a\\b', 'a\nb', '']) {
    it(`takes no file of the name ${JSON.stringify(name)}`, async () => {
      const digest = `sha256:${'0'.repeat(64)}`;
      const title = 'org.opencontainers.image.title';
      const body = JSON.stringify({
        artifactType: 'application/vnd.arm64-on-x86.component.v1',
        layers: [{ mediaType: 'x', digest, size: 1, annotations: { [title]: name } }],
        annotations: { 'io.github.arm64-on-x86.key': STORED },
      });
      const server = await startScriptedServer(() => ({ status: 200, body }));
      const target = machine({ 'cache-from': `${server.host}/o/r` });
      try {
        assert.equal(await target.cache.restore(STORED, await target.tempDir('t')), false);
        assert.ok(!server.received.some(({ path }) => path.includes('/blobs/')));
      } finally {
        await server.stop();
      }
    });
  }

  /** The description of a real layer, for a blob that is not its. */
  async function layerRecord(): Promise<string> {
    const host = machine({});
    const directory = await host.tempDir('cache');
    await resolveComponent(component(), { ...host, cache: directoryCache(directory) });
    return readFile(join(directory, STORED, 'layer.json'), 'utf8');
  }
});
