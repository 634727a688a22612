import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startRegistry, type TestRegistry } from '../../scripts/lib/workbench/registry.ts';
import { jsonBlob } from '../../src/image/descriptor.ts';
import type { Image } from '../../src/image/image.ts';
import { singleImage } from '../../src/image/image-set.ts';
import { createRegistryClient } from '../../src/registry/client.ts';
import { parseReference } from '../../src/registry/reference.ts';
import { registrySink } from '../../src/sinks/registry.ts';
import { makeImage } from '../support/image.ts';
import { type Received, startScriptedServer } from '../support/scripted-server.ts';
import { sinkHost } from '../support/sink-host.ts';

let work: string;
let registry: TestRegistry;
let image: Image;
before(async () => {
  work = await mkdtemp(join(tmpdir(), 'mount-'));
  registry = await startRegistry();
  image = await makeImage(work);
});
after(async () => {
  await registry?.stop();
  await rm(work, { recursive: true, force: true });
});

function push(what: Image, ...names: string[]) {
  return registrySink(
    names.map((tag) => parseReference(tag)),
    sinkHost({ HOME: work }),
    {},
  ).publish(singleImage(what));
}

function client(repository: string, host = registry.host) {
  const retry = { attempts: 2, firstDelayMs: 1 };
  const credentials = async () => undefined;
  return createRegistryClient({ registry: host, repository, credentials, env: {}, retry });
}

/** Requests that sent or mounted blobs of a repository. */
async function uploads(repository: string) {
  const all = (await registry.requests()).filter((line) => line.includes(`/v2/${repository}/blobs/uploads/`));
  return {
    sent: all.filter((line) => line.startsWith('PUT')).length,
    mounted: all.filter((line) => line.includes('mount=')).length,
  };
}

/** The image as it is when its base layer comes from a repository of a registry; nothing can be read there. */
function based(repository: string, host = registry.host): Image {
  const [base, ...ours] = image.layers;
  assert.ok(base);
  const open = () => assert.fail('the base layer was opened');
  return { ...image, layers: [{ ...base, from: { registry: host, repository }, open }, ...ours] };
}

test("a base image's layers are mounted from its repository, and not even read", async () => {
  await push(image, `${registry.host}/base:1`);
  await push(based('base'), `${registry.host}/derived:1`);
  assert.deepEqual(await uploads('derived'), { sent: 2, mounted: 1 });
  assert.equal((await client('derived').getManifest('1'))?.digest, image.digest);
});

test('of several repositories in one registry only the first is sent anything', async () => {
  await push(image, `${registry.host}/one:1`, `${registry.host}/two:1`, `${registry.host}/two:2`);
  assert.deepEqual(await uploads('one'), { sent: 3, mounted: 0 });
  assert.deepEqual(await uploads('two'), { sent: 0, mounted: 3 });
  assert.equal((await client('two').getManifest('2'))?.digest, image.digest);
});

test('what cannot be mounted is sent', async () => {
  const [base] = image.layers;
  assert.ok(base);
  assert.equal(await client('target').uploadBlob(base, 'no/such/repository'), 'sent');
  assert.equal(await client('target').hasBlob(base.digest), true);
  // From another registry nothing can be mounted.
  await assert.rejects(
    push(based('base', 'other.example'), `${registry.host}/elsewhere:1`),
    /base layer was opened/,
  );
});

test('a registry that refuses to mount is asked for an ordinary upload', async () => {
  const [base] = image.layers;
  assert.ok(base);
  const begun = { status: 202, headers: { location: '/upload' } };
  const answer = ({ method, path }: Received) => {
    if (method !== 'POST') return { status: 201 };
    return path.includes('mount=') ? { status: 404 } : begun;
  };
  const server = await startScriptedServer(answer);
  try {
    assert.equal(await client('a', server.host).uploadBlob(base, 'b'), 'sent');
  } finally {
    await server.stop();
  }
});

test('a token is asked to allow both repositories, and only ours where that is refused', async () => {
  const asked: string[][] = [];
  const service = await startScriptedServer(({ path }) => {
    const scopes = new URL(path, 'http://x').searchParams.getAll('scope');
    asked.push(scopes);
    return scopes.length > 1 ? { status: 403 } : { status: 200, body: '{"token":"t"}' };
  });
  const challenge = { 'www-authenticate': `Bearer realm="http://${service.host}/token"` };
  const server = await startScriptedServer(({ headers }) =>
    headers.authorization === 'Bearer t' ? { status: 200 } : { status: 401, headers: challenge },
  );
  try {
    const credentials = async () => undefined;
    const repository = createRegistryClient({
      ...{ registry: server.host, repository: 'ours', credentials, env: {} },
      mountFrom: ['base'],
    });
    assert.equal(await repository.hasBlob(image.digest), true);
    const ours = 'repository:ours:pull,push';
    assert.deepEqual(asked, [[ours, 'repository:base:pull'], [ours]]);
  } finally {
    await Promise.all([server.stop(), service.stop()]);
  }
});

test('a base image that is expected is mounted, though another layer comes first', async () => {
  const base = 'repository:base:pull';
  const service = await startScriptedServer(({ path }) => {
    const token = new URL(path, 'http://x').searchParams.getAll('scope').join(' ');
    return { status: 200, body: JSON.stringify({ token: Buffer.from(token).toString('base64url') }) };
  });
  const challenge = { 'www-authenticate': `Bearer realm="http://${service.host}/token"` };
  const upload = (path: string, scopes: readonly string[]) => {
    if (!path.includes('mount=')) return { status: 202, headers: { location: '/upload' } };
    // As docker-registry does where the token says nothing of the other repository.
    return scopes.includes(base) ? { status: 201 } : { status: 401, headers: challenge };
  };
  const server = await startScriptedServer(({ method, path, headers }) => {
    const [, token] = headers.authorization?.split(' ') ?? [];
    if (token === undefined) return { status: 401, headers: challenge };
    const stored = { 'docker-content-digest': image.digest };
    if (path.includes('/manifests/')) return { status: method === 'PUT' ? 201 : 200, headers: stored };
    if (method === 'POST') return upload(path, Buffer.from(token, 'base64url').toString().split(' '));
    return { status: method === 'PUT' ? 201 : 404 };
  });
  try {
    const derived = based('base', server.host);
    const sink = registrySink([parseReference(`${server.host}/derived:1`)], sinkHost({ HOME: work }), {});
    sink.expect?.({ registry: server.host, repository: 'base' });
    await sink.begin?.(derived.layers[1] ?? assert.fail());
    await sink.publish(singleImage(derived));
    assert.equal(server.received.filter(({ path }) => path.includes('mount=')).length, 1);
  } finally {
    await Promise.all([server.stop(), service.stop()]);
  }
});

/** A manifest that has another as its subject, image-spec "Manifest". */
function referrer(text: string) {
  const { mediaType, digest, size } = image.manifest.descriptor;
  const { config, ...rest } = JSON.parse(Buffer.from(image.manifest.bytes).toString());
  const subject = { mediaType, digest, size };
  return jsonBlob(mediaType, { ...rest, config, artifactType: 'text/plain', annotations: { text }, subject });
}

test('referrers where the registry keeps no list: an index under the referrers tag', async () => {
  await push(image, `${registry.host}/referred:1`);
  const repository = client('referred');
  assert.deepEqual(await repository.listReferrers(image.digest), []);
  const both = [referrer('a'), referrer('b')];
  for (const manifest of [...both, both[0]])
    if (manifest) await repository.putReferrer(manifest, image.digest);
  const found = await repository.listReferrers(image.digest);
  assert.deepEqual(
    found,
    both.map(({ descriptor }, index) => ({
      ...descriptor,
      artifactType: 'text/plain',
      annotations: { text: 'ab'[index] },
    })),
  );
  assert.ok(await repository.getManifest(image.digest.replace(':', '-')));
});

test('referrers where the registry keeps a list: no tag is written', async () => {
  const manifest = referrer('a');
  const { digest } = manifest.descriptor;
  const index = JSON.stringify({ schemaVersion: 2, manifests: [manifest.descriptor] });
  const server = await startScriptedServer(({ method, path }) => {
    if (path.includes('/referrers/')) return { status: 200, body: index };
    if (method === 'HEAD') return { status: 200, headers: { 'docker-content-digest': digest } };
    return { status: 201, headers: { 'oci-subject': image.digest } };
  });
  try {
    const repository = client('a', server.host);
    await repository.putReferrer(manifest, image.digest);
    assert.deepEqual((await repository.listReferrers(image.digest))[0]?.digest, digest);
    assert.equal(server.received.filter(({ method }) => method === 'PUT').length, 1);
  } finally {
    await server.stop();
  }
});

test("a manifest without a type of its own has its configuration's in the list", async () => {
  await push(image, `${registry.host}/typed:1`);
  const { mediaType, digest, size } = image.manifest.descriptor;
  const { config, layers } = JSON.parse(Buffer.from(image.manifest.bytes).toString());
  const subject = { mediaType, digest, size };
  const manifest = jsonBlob(mediaType, { schemaVersion: 2, mediaType, config, layers, subject });
  await client('typed').putReferrer(manifest, digest);
  assert.deepEqual(await client('typed').listReferrers(digest), [
    { ...manifest.descriptor, artifactType: config.mediaType },
  ]);
});

test('a list of referrers that is not valid is refused', async () => {
  for (const body of ['no JSON', 'null', '{"manifests":{}}', '{"manifests":[null]}']) {
    const server = await startScriptedServer(() => ({ status: 200, body }));
    try {
      await assert.rejects(client('none', server.host).listReferrers(image.digest), {
        code: 'registry-failed',
        message: /is no index/,
      });
    } finally {
      await server.stop();
    }
  }
});

test('a list of referrers is read to its last page, within the registry', async () => {
  const page = (...texts: string[]) =>
    JSON.stringify({ manifests: texts.map((text) => referrer(text).descriptor) });
  const other = await startScriptedServer(() => ({ status: 200, body: page('c') }));
  const server = await startScriptedServer(({ path }) => {
    if (path.includes('/elsewhere/'))
      return { status: 200, body: page('a'), headers: { link: `<http://${other.host}/>; rel="next"` } };
    if (path.endsWith('?page=2')) return { status: 200, body: page('b') };
    return { status: 200, body: page('a'), headers: { link: `<${path}?page=2>; rel="next"` } };
  });
  try {
    const found = await client('pages', server.host).listReferrers(image.digest);
    assert.deepEqual(
      found.map(({ digest }) => digest),
      ['a', 'b'].map((text) => referrer(text).descriptor.digest),
    );
    await assert.rejects(client('elsewhere', server.host).listReferrers(image.digest), {
      code: 'registry-failed',
      message: new RegExp(`goes on elsewhere, at ${other.host}`),
    });
    assert.deepEqual(other.received, []);
  } finally {
    await Promise.all([server.stop(), other.stop()]);
  }
});
