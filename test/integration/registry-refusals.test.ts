import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonBlob } from '../../src/image/descriptor.ts';
import { digestOf } from '../../src/image/digest.ts';
import { findPublished } from '../../src/registry/published.ts';
import { blob, client, ok, sequence, suiteServers, upload } from '../support/scripted-registry.ts';
import type { Reply } from '../support/scripted-server.ts';

const serve = suiteServers();

for (const [what, failure] of [
  ['503', { status: 503 }],
  ['429 with Retry-After', { status: 429, headers: { 'retry-after': '0' } }],
  ['a connection that is reset', 'reset'],
] as const) {
  test(`tries again after ${what}`, async () => {
    const server = await serve(sequence(failure, failure, ok));
    assert.equal(await client(server).hasBlob(blob.digest), true);
    assert.equal(server.received.length, 3);
  });
}

test('does not wait for an hour', async () => {
  const server = await serve(() => ({ status: 429, headers: { 'retry-after': '3600' } }));
  await assert.rejects(client(server).hasBlob(blob.digest), {
    code: 'registry-failed',
    message: /429 .*; it wants to be asked again in 3600 s$/,
    hint: 'run again in 60 minutes',
  });
  assert.equal(server.received.length, 1);
});

test("gives up with the registry's own words", async () => {
  const body = JSON.stringify({ errors: [{ code: 'TOOMANYREQUESTS', message: 'slow down' }] });
  const server = await serve(() => ({ status: 429, body, headers: { 'retry-after': '0' } }));
  await assert.rejects(client(server).uploadBlob(blob), {
    name: 'ToolError',
    code: 'registry-failed',
    message: `${server.host} did not take the blob ${blob.digest} in team/image: 429 Too Many Requests, TOOMANYREQUESTS: slow down`,
  });
  assert.equal(server.received.length, 3);
});

for (const [status, code, body] of [
  [403, 'registry-denied', ''],
  [404, 'registry-not-found', '<html>not here</html>'],
  [413, 'registry-too-large', '{"errors":7}'],
  [400, 'registry-failed', `"${'x'.repeat(200_000)}"`],
] as const) {
  test(`${status} is final`, async () => {
    const server = await serve(() => ({ status, body }));
    await assert.rejects(client(server).uploadBlob(blob), { code, message: new RegExp(`: ${status} [A-Z]`) });
    assert.equal(server.received.length, 1);
  });
}

test('a registry that stored something else is an error', async () => {
  const wrong = digestOf(Buffer.from('else'));
  const stored: Reply = { status: 201, headers: { 'docker-content-digest': wrong } };
  const server = await serve(upload(() => stored));
  await assert.rejects(client(server).uploadBlob(blob), { code: 'registry-digest-mismatch' });
  await assert.rejects(client(server).putManifest('v1', jsonBlob('a/b', {})), {
    code: 'registry-digest-mismatch',
  });
});

test('a manifest that is not what its digest says is refused', async () => {
  const headers = { 'content-type': 'application/vnd.oci.image.manifest.v1+json' };
  const server = await serve(() => ({ status: 200, body: '{}', headers }));
  await assert.rejects(client(server).getManifest(blob.digest), { code: 'registry-digest-mismatch' });
});

test('a manifest by a tag that is not what the registry says that it is is refused', async () => {
  const type = { 'content-type': 'application/vnd.oci.image.manifest.v1+json' };
  for (const [digest, refused] of [
    [blob.digest, true],
    [digestOf(Buffer.from('{}')), false],
    [`sha512:${'0'.repeat(128)}`, false],
  ] as const) {
    const headers = { ...type, 'docker-content-digest': digest };
    const server = await serve(() => ({ status: 200, body: '{}', headers }));
    const got = client(server).getManifest('v1');
    if (refused) await assert.rejects(got, { code: 'registry-digest-mismatch' });
    else assert.equal((await got)?.digest, digestOf(Buffer.from('{}')));
  }
});

for (const manifests of [[null], [{}], [1], ['x'], [{ platform: null }]]) {
  test(`an index of ${JSON.stringify(manifests)} has no image`, async () => {
    const headers = { 'content-type': 'application/vnd.oci.image.index.v1+json' };
    const server = await serve(() => ({ status: 200, body: JSON.stringify({ manifests }), headers }));
    const platform = { os: 'linux', architecture: 'amd64' };
    assert.equal(await findPublished(client(server), 'v1', platform, ['a', 'b']), undefined);
  });
}

test('a manifest of 10 MiB is not read to its end, and what calls itself something else is refused', async () => {
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const large = JSON.stringify({ annotations: { a: 'x'.repeat(10 << 20) } });
  const tooLarge = await serve(() => ({ status: 200, body: large, headers: { 'content-type': type } }));
  await assert.rejects(client(tooLarge).getManifest('v1'), {
    code: 'registry-failed',
    message: /longer than 4194304 bytes/,
  });
  const page = await serve(() => ({ status: 200, body: '{}', headers: { 'content-type': 'text/html; x' } }));
  await assert.rejects(client(page).getManifest('v1'), {
    code: 'registry-failed',
    message: /"text\/html", which is no manifest/,
  });
});
