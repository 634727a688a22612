import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { findProvenance } from '../../src/cache/provenance.ts';
import type { Component } from '../../src/components/component.ts';
import { cacheKey, resolveComponent } from '../../src/components/resolve.ts';
import { textEntry } from '../../src/components/tree.ts';
import { DEFAULT_COMPRESSION } from '../../src/compress/compression.ts';
import { withCaches } from '../../src/host/caches.ts';
import { prebuiltStore } from '../../src/host/prebuilt.ts';
import { type JsonBlob, jsonBlob } from '../../src/image/descriptor.ts';
import { digestHex } from '../../src/image/digest.ts';
import type { Digest } from '../../src/image/layer.ts';
import { MEDIA_TYPES } from '../../src/image/media-types.ts';
import { readCacheInputs } from '../../src/inputs/cache.ts';
import { createRegistryClient, type RegistryClient } from '../../src/registry/client.ts';
import { createTestHost, type TestHost } from '../support/host.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { startScriptedServer } from '../support/scripted-server.ts';

const KEY = 'emulator-0123456789abcdef0123456789abcdef';
/** As caches know it. */
const STORED = cacheKey({ key: KEY }, { env: {} }, DEFAULT_COMPRESSION);
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

describe('prebuilt components', () => {
  let registry: TestRegistry;
  const hosts: TestHost[] = [];
  before(async () => {
    registry = await startRegistry();
  });
  after(async () => {
    await registry.stop();
    for (const host of hosts) await host.close();
  });

  function machine(values: Record<string, string>) {
    const host = createTestHost({ env: { PATH: process.env.PATH, HOME: '/nonexistent' } });
    hosts.push(host);
    const inputs = readCacheInputs((name) => ({ prebuilt: '', ...values })[name]);
    return { host, cached: withCaches(host, inputs, '') };
  }

  function component(): Component & { builds: number } {
    return {
      name: 'emulator',
      key: KEY,
      builds: 0,
      async build() {
        this.builds += 1;
        return [textEntry('x86_64/bin/qemu-aarch64', 'program\n')];
      },
    };
  }

  /** Publishes the component as a release does, and gives the client and the manifest's digest. */
  async function publish(repository: string): Promise<{ client: RegistryClient; digest: Digest }> {
    const to = `type=registry,ref=${registry.host}/${repository}`;
    await resolveComponent(component(), machine({ 'cache-to': to }).cached);
    const none = async () => undefined;
    const client = createRegistryClient({ registry: registry.host, repository, credentials: none, env: {} });
    const manifest = await client.getManifest(STORED);
    assert.ok(manifest);
    return { client, digest: manifest.digest };
  }

  /** What actions/attest pushes, but for the signature; this registry keeps no list, so the index goes to its tag. */
  async function attest(
    client: RegistryClient,
    subject: Digest,
    about: Digest,
    source: string,
  ): Promise<void> {
    const statement = {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'component', digest: { sha256: digestHex(about) } }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: { buildDefinition: { externalParameters: { workflow: { repository: source } } } },
    };
    const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
    const bundle = jsonBlob(BUNDLE, { mediaType: BUNDLE, dsseEnvelope: { payload, signatures: [] } });
    const config = jsonBlob('application/vnd.oci.empty.v1+json', {});
    for (const blob of [bundle, config]) await client.uploadBlob(blobOf(blob));
    const manifest = jsonBlob(MEDIA_TYPES.manifest, {
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.manifest,
      artifactType: BUNDLE,
      config: config.descriptor,
      layers: [bundle.descriptor],
      subject: { mediaType: MEDIA_TYPES.manifest, digest: subject, size: 1 },
    });
    await client.putManifest(manifest.descriptor.digest, manifest);
    const index = jsonBlob(MEDIA_TYPES.index, {
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.index,
      manifests: [{ ...manifest.descriptor, artifactType: BUNDLE }],
    });
    await client.putManifest(subject.replace(':', '-'), index);
  }

  const blobOf = ({ bytes, descriptor }: JsonBlob) => ({ ...descriptor, open: () => Readable.from([bytes]) });

  /** Asks as the action of a repository does, whose releases are in this registry. */
  async function ask(repository: string) {
    const { host, cached } = machine({ prebuilt: `${registry.host}/${repository}` });
    const one = component();
    const { cacheHit } = await resolveComponent(one, cached);
    return { cacheHit, builds: one.builds, infos: host.infos.join('\n'), warnings: host.warnings };
  }

  it('are taken by their key, and are not saved again', async () => {
    const { digest } = await publish('o/plain');
    const { cacheHit, builds, infos } = await ask('o/plain');
    assert.deepEqual([cacheHit, builds], [true, 0]);
    assert.ok(infos.includes(`${STORED} from ${registry.host}/o/plain@${digest}, without provenance`), infos);
  });

  it('are taken with a provenance that names them', async () => {
    const { client, digest } = await publish('o/good');
    await attest(client, digest, digest, 'https://github.com/o/good');
    assert.match((await ask('o/good')).infos, /, provenance names it, signature not verified$/m);
    assert.equal(await findProvenance(client, digest, 'https://github.com/O/good'), 'matches');
    assert.equal(await findProvenance(client, digest, 'https://github.com/else/good'), 'other');
  });

  it('are not taken with a provenance that names something else', async () => {
    const { client, digest } = await publish('o/other');
    await attest(client, digest, `sha256:${'0'.repeat(64)}`, 'https://github.com/o/other');
    const { cacheHit, warnings } = await ask('o/other');
    assert.equal(cacheHit, false);
    assert.match(warnings.join(), /is not used: its provenance names another artifact or source/);
  });

  it('are looked for in the releases of the action, where the runner names it', () => {
    const env = { GITHUB_ACTION_REPOSITORY: 'O/Action', GITHUB_SERVER_URL: 'https://github.com' };
    const host = (more: object) => createTestHost({ env: { ...env, ...more } });
    assert.equal(prebuiltStore('auto', host({})).length, 1);
    assert.deepEqual(prebuiltStore('auto', host({ GITHUB_ACTION_REPOSITORY: '' })), []);
    assert.deepEqual(prebuiltStore('auto', host({ GITHUB_SERVER_URL: 'https://ghe.example' })), []);
    assert.deepEqual(prebuiltStore('', host({})), []);
    assert.throws(() => prebuiltStore('A b', host({})), { code: 'reference-invalid' });
  });

  it('are a miss, with one line in the log, when nobody answers or says no', async () => {
    const refusing = await startScriptedServer(() => ({ status: 403 }));
    try {
      for (const place of ['127.0.0.1:1', refusing.host]) {
        const { host, cached } = machine({ prebuilt: `${place}/o/r` });
        const one = component();
        await resolveComponent(one, cached);
        await resolveComponent(one, cached);
        assert.equal(one.builds, 2);
        assert.deepEqual(host.warnings, []);
        assert.equal(host.infos.filter((line) => line.startsWith('prebuilt: ')).length, 1);
      }
    } finally {
      await refusing.stop();
    }
  });
});
