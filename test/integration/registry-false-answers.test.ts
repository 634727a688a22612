import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { startRegistry } from '../../scripts/lib/workbench/registry.ts';
import { digestOf } from '../../src/image/digest.ts';
import { singleImage } from '../../src/image/image-set.ts';
import { createRegistryClient } from '../../src/registry/client.ts';
import { parseReference } from '../../src/registry/reference.ts';
import { registrySink } from '../../src/sinks/registry.ts';
import { isBlobPut, isManifestPut, suiteFaultyPush } from '../support/faulty-push.ts';
import type { Asked } from '../support/faulty-registry.ts';
import { startScriptedServer } from '../support/scripted-server.ts';
import { sinkHost } from '../support/sink-host.ts';

const faults = await suiteFaultyPush();
const { work, registry, old, image, proxy, push, tagged, assertWhole, nextRepository, stopLater } = faults;

test('the registry says that it has stored another digest', async () => {
  for (const fits of [isBlobPut, isManifestPut]) {
    const repository = nextRepository();
    await push(registry.host, repository, old);
    const headers = { 'docker-content-digest': old.digest };
    const faulty = await proxy((asked) => (fits(asked) ? { headers } : undefined));
    await assert.rejects(push(faulty.host, repository), { code: 'registry-digest-mismatch' });
    assert.equal(await tagged(repository), old.digest);
  }
});

test('a registry that says 201 for a manifest and has it not is found out', async () => {
  const repository = nextRepository();
  const faulty = await proxy((asked) => (isManifestPut(asked) ? { status: 201 } : undefined));
  await assert.rejects(push(faulty.host, repository), { code: 'registry-failed', message: /not there/ });
  assert.equal(await tagged(repository), undefined);
});

test('a registry that names no digest is asked for the bytes', async () => {
  const repository = nextRepository();
  const faulty = await proxy(() => ({ headers: { 'docker-content-digest': undefined } }));
  await push(faulty.host, repository);
  await assertWhole(repository);
});

test('an answer that drips is given up', async () => {
  const repository = nextRepository();
  const faulty = await proxy(({ method, path }) =>
    method === 'GET' && path.includes('/manifests/')
      ? { dripMs: 20 }
      : { headers: { 'docker-content-digest': undefined } },
  );
  await assert.rejects(push(faulty.host, repository, image, { patienceMs: 200 }), {
    code: 'registry-unreachable',
    message: /no whole answer within 0.2 s/,
  });
});

test('a Content-Length that lies, more than comes, is a broken connection', async () => {
  const repository = nextRepository();
  let lies = 2;
  const faulty = await proxy(({ method, path }) => {
    if (method === 'GET' && path.includes('/manifests/') && lies-- > 0) return { claimMore: 1000 };
    return { headers: { 'docker-content-digest': undefined } };
  });
  await push(faulty.host, repository);
  await assertWhole(repository);
});

for (const [what, claimMore] of [
  ['more than comes', 1000],
  ['less than comes', -10],
] as const) {
  test(`a blob whose Content-Length lies, ${what}, is a broken connection`, async () => {
    const repository = nextRepository();
    await push(registry.host, repository);
    let lies = 1;
    const isBlob = ({ method, path }: Asked) => method === 'GET' && path.includes('/blobs/');
    const faulty = await proxy((asked) => (isBlob(asked) && lies-- > 0 ? { claimMore } : undefined));
    const client = createRegistryClient({
      ...{ registry: faulty.host, repository, credentials: async () => undefined, env: {} },
      retry: { attempts: 3, firstDelayMs: 1 },
    });
    const [layer] = image.layers;
    assert.ok(layer);
    const bytes = await buffer(client.blob(layer.digest, layer.size));
    assert.equal(digestOf(bytes), layer.digest);
    lies = Number.POSITIVE_INFINITY;
    if (claimMore < 0)
      await assert.rejects(buffer(client.blob(layer.digest, layer.size)), { message: /it ends after/ });
  });
}

test('an upload that is sent to another origin gets no credentials there', async () => {
  const locked = await startRegistry({ htpasswd: { user: 'alice', password: 'secret' } });
  stopLater(() => locked.stop());
  const elsewhere = await startScriptedServer(() => ({ status: 201 }));
  stopLater(() => elsewhere.stop());
  const faulty = await proxy((asked) => {
    if (asked.authorization === undefined || asked.method !== 'PUT' || asked.length < 1_000_000)
      return undefined;
    return { status: 307, headers: { location: `http://${elsewhere.host}/upload` } };
  }, locked.host);
  const auth = Buffer.from('alice:secret').toString('base64');
  const config = await mkdtemp(join(work, 'docker-'));
  await writeFile(join(config, 'config.json'), JSON.stringify({ auths: { [faulty.host]: { auth } } }));
  const host = sinkHost({ HOME: work, DOCKER_CONFIG: config });
  const sink = registrySink([parseReference(`${faulty.host}/elsewhere:tag`)], host, {
    retry: { attempts: 1, firstDelayMs: 1 },
  });
  // The blob is elsewhere, so the registry refuses the manifest.
  await assert.rejects(sink.publish(singleImage(image)), { code: /^registry-/ });
  assert.ok(elsewhere.received.length > 0);
  for (const { headers } of elsewhere.received) assert.equal(headers.authorization, undefined);
});
