import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { createTestHost, type TestHost } from '../../scripts/lib/workbench/host.ts';
import { startRegistry, type TestRegistry } from '../../scripts/lib/workbench/registry.ts';
import { composeStores } from '../../src/cache/compose.ts';
import { withCaches } from '../../src/cache/open.ts';
import { prebuiltStore } from '../../src/cache/prebuilt.ts';
import { findProvenance } from '../../src/cache/provenance.ts';
import { packedAs, resolveComponent } from '../../src/components/resolve.ts';
import { DEFAULT_COMPRESSION } from '../../src/compress/compression.ts';
import { type JsonBlob, jsonBlob } from '../../src/image/descriptor.ts';
import { digestHex } from '../../src/image/digest.ts';
import type { Digest } from '../../src/image/layer.ts';
import { MEDIA_TYPES } from '../../src/image/media-types.ts';
import { readCacheInputs } from '../../src/inputs/cache.ts';
import { createRegistryClient, type RegistryClient } from '../../src/registry/client.ts';
import { countingComponent } from '../support/counting-component.ts';
import { createFakeSigstore, type FakeSigstore } from '../support/fake-sigstore.ts';
import { startScriptedServer } from '../support/scripted-server.ts';

const KEY = 'emulator-0123456789abcdef0123456789abcdef';
/** As caches know it. */
const { key: STORED } = packedAs(countingComponent('emulator', KEY), DEFAULT_COMPRESSION, { env: {} });
const SOURCE = 'https://github.com/o/good';
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

describe('prebuilt components', () => {
  let registry: TestRegistry;
  let sigstore: FakeSigstore;
  const hosts: TestHost[] = [];
  before(async () => {
    registry = await startRegistry();
    sigstore = await createFakeSigstore();
  });
  after(async () => {
    await registry.stop();
    for (const host of hosts) await host.close();
  });

  const component = () => countingComponent('emulator', KEY);

  function machine(values: Record<string, string>) {
    const host = createTestHost({ env: { PATH: process.env.PATH, HOME: '/nonexistent' } });
    hosts.push(host);
    const inputs = readCacheInputs((name) => ({ prebuilt: '', ...values })[name]);
    return { host, cached: withCaches(host, inputs, '') };
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

  const statementAbout = (subject: Digest, predicateType = 'https://slsa.dev/provenance/v1') => ({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'component', digest: { sha256: digestHex(subject) } }],
    predicateType,
  });

  /** What actions/attest pushes; this registry keeps no list, so the index goes to its tag. */
  async function push(client: RegistryClient, subject: Digest, ...contents: object[]): Promise<void> {
    const config = jsonBlob('application/vnd.oci.empty.v1+json', {});
    await client.uploadBlob(blobOf(config));
    const manifests: object[] = [];
    for (const content of contents) {
      const bundle = jsonBlob(BUNDLE, content);
      await client.uploadBlob(blobOf(bundle));
      const manifest = jsonBlob(MEDIA_TYPES.manifest, {
        schemaVersion: 2,
        mediaType: MEDIA_TYPES.manifest,
        artifactType: BUNDLE,
        config: config.descriptor,
        layers: [bundle.descriptor],
        subject: { mediaType: MEDIA_TYPES.manifest, digest: subject, size: 1 },
      });
      await client.putManifest(manifest.descriptor.digest, manifest);
      manifests.push({ ...manifest.descriptor, artifactType: BUNDLE });
    }
    const index = jsonBlob(MEDIA_TYPES.index, { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests });
    await client.putManifest(subject.replace(':', '-'), index);
  }

  const blobOf = ({ bytes, descriptor }: JsonBlob) => ({ ...descriptor, open: () => Readable.from([bytes]) });

  /** Asks as a job does whose `prebuilt` names the repository, and which trusts the fake Sigstore. */
  async function ask(repository: string, times = 1) {
    const { host } = machine({});
    const shared = prebuiltStore(`${registry.host}/${repository}`, host, sigstore.root);
    const one = component();
    const cache = composeStores({ from: [host.cache], to: [host.cache], shared });
    const hits: boolean[] = [];
    for (let time = 0; time < times; time++)
      hits.push((await resolveComponent(one, { ...host, cache })).cacheHit);
    return {
      cacheHit: hits.some(Boolean),
      builds: one.builds,
      infos: host.infos.join('\n'),
      warnings: host.warnings,
    };
  }

  it('are taken by their key, and are not saved again', async () => {
    const { digest } = await publish('o/plain');
    const { cacheHit, builds, infos } = await ask('o/plain');
    assert.deepEqual([cacheHit, builds], [true, 0]);
    assert.ok(infos.includes(`${STORED} from ${registry.host}/o/plain@${digest}, without provenance`), infos);
  });

  it('are taken with a verified provenance that names them', async () => {
    const { client, digest } = await publish('o/good');
    await push(client, digest, await sigstore.attest(statementAbout(digest), { repository: SOURCE }));
    const { cacheHit, infos } = await ask('o/good');
    assert.equal(cacheHit, true);
    assert.match(infos, /, with verified provenance: https:\/\/github\.com\/o\/good$/m);
  });

  it('are taken with any repository as the source when none is expected, else with that one only', async () => {
    const { client, digest } = await publish('o/source');
    await push(client, digest, await sigstore.attest(statementAbout(digest), { repository: SOURCE }));
    const find = (source?: string) => findProvenance(client, digest, { source, root: sigstore.root });
    const matches = { is: 'matches', repository: SOURCE } as const;
    assert.deepEqual(await find(), matches);
    assert.deepEqual(await find('https://github.com/O/Good'), matches);
    assert.deepEqual(await find('https://github.com/else/good'), {
      is: 'other',
      why: `is signed by ${SOURCE}, not by https://github.com/else/good`,
    });
    assert.equal((await find(`${SOURCE}-not`)).is, 'other');
  });

  it('are not taken with a provenance that names something else', async () => {
    const { client, digest } = await publish('o/other');
    const other = statementAbout(`sha256:${'0'.repeat(64)}`);
    await push(client, digest, await sigstore.attest(other, { repository: SOURCE }));
    const { cacheHit, warnings } = await ask('o/other');
    assert.equal(cacheHit, false);
    assert.match(warnings.join(), /is not used: its provenance names another artifact$/);
  });

  it('are not taken with a provenance that is not verified, of which one warning is given', async () => {
    const { client, digest } = await publish('o/forged');
    const forged = { ...(await sigstore.attest(statementAbout(digest), { repository: SOURCE })) };
    forged.verificationMaterial = (
      await sigstore.attest(statementAbout(digest), { repository: SOURCE })
    ).verificationMaterial;
    for (const bundle of [forged, { no: 'bundle' }]) {
      await push(client, digest, bundle);
      const { cacheHit, infos, warnings } = await ask('o/forged', 2);
      assert.equal(cacheHit, false);
      assert.equal(warnings.length, 1);
      assert.match(infos, /is not used: its provenance cannot be verified/);
      assert.match(warnings.join(), /is not used: its provenance cannot be verified \(/);
    }
  });

  it('are not taken with an attestation that holds no bundle', async () => {
    for (const layers of [undefined, {}, [], [null], [{}]]) {
      const manifest = jsonBlob(MEDIA_TYPES.manifest, { layers });
      const list = { manifests: [{ ...manifest.descriptor, artifactType: BUNDLE }] };
      const server = await startScriptedServer(({ path }) => {
        if (path.includes('/referrers/')) return { status: 200, body: JSON.stringify(list) };
        const headers = { 'content-type': MEDIA_TYPES.manifest };
        return { status: 200, body: Buffer.from(manifest.bytes).toString(), headers };
      });
      const client = createRegistryClient({
        registry: server.host,
        repository: 'o/r',
        credentials: async () => undefined,
        env: {},
      });
      try {
        const found = await findProvenance(client, manifest.descriptor.digest, { root: sigstore.root });
        assert.equal(found.is, 'other');
      } finally {
        await server.stop();
      }
    }
  });

  it('are taken when one of several provenances matches, and with attestations of another kind', async () => {
    const { client, digest } = await publish('o/several');
    const signer = { repository: SOURCE };
    const good = await sigstore.attest(statementAbout(digest), signer);
    const bom = await sigstore.attest(statementAbout(digest, 'https://cyclonedx.org/bom'), signer);
    const find = () => findProvenance(client, digest, { root: sigstore.root });
    await push(client, digest, bom);
    assert.deepEqual(await find(), { is: 'none' });
    await push(client, digest, { no: 'bundle' }, good, { no: 'bundle either' }, bom);
    assert.equal((await find()).is, 'matches');
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
