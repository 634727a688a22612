import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  alice,
  basic,
  begun,
  blob,
  bytes,
  client,
  created,
  methods,
  ok,
  suiteServers,
} from '../support/scripted-registry.ts';
import type { Received, Reply } from '../support/scripted-server.ts';

const serve = suiteServers();

const wantsBasic: Reply = { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
const loggedIn = (reply: Reply) => (request: Received) =>
  request.headers.authorization ? reply : wantsBasic;

test('credentials are not sent before they are asked for', async () => {
  const server = await serve(() => ok);
  const credentials = () => assert.fail('nobody asked');
  await client(server, { credentials }).hasBlob(blob.digest);
  assert.equal(server.received[0]?.headers.authorization, undefined);
});

test('credentials stay with their origin: redirections and upload locations elsewhere get none', async () => {
  const elsewhere = await serve(({ method }) => (method === 'PUT' ? created : ok));
  const location = `http://${elsewhere.host}/there`;
  const server = await serve((request) =>
    loggedIn({ status: request.method === 'POST' ? 202 : 307, headers: { location } })(request),
  );
  const registry = client(server);
  assert.equal(await registry.hasBlob(blob.digest), true);
  await registry.uploadBlob(blob);
  assert.equal(server.received[1]?.headers.authorization, basic);
  assert.deepEqual(methods(elsewhere), ['HEAD', 'PUT']);
  for (const { headers } of elsewhere.received) assert.equal(headers.authorization, undefined);
});

for (const [what, credentials] of [
  ['a password', alice],
  ['a refresh token', { identityToken: 'refresh' }],
] as const) {
  test(`a challenge from elsewhere than the registry gets nothing of ${what}`, async () => {
    const evil = await serve(() => ok);
    const challenge = `Bearer realm="http://${evil.host}/token", Basic realm="x"`;
    const storage = await serve(() => ({ status: 401, headers: { 'www-authenticate': challenge } }));
    const location = `http://${storage.host}/there`;
    const server = await serve(({ method }) => ({
      status: method === 'POST' ? 202 : 307,
      headers: { location },
    }));
    const registry = client(server, { credentials: async () => credentials });
    const unauthorized = { code: 'registry-unauthorized' };
    await assert.rejects(registry.hasBlob(blob.digest), unauthorized);
    await assert.rejects(registry.uploadBlob(blob), unauthorized);
    assert.deepEqual(methods(storage), ['HEAD', 'PUT']);
    assert.deepEqual(evil.received, []);
    for (const { headers } of [...storage.received, ...server.received])
      assert.equal(headers.authorization, undefined);
  });
}

test('a body is sent again when a 307 moves its PUT', async () => {
  const server = await serve(({ method, path }) => {
    if (method === 'POST') return begun;
    return path.startsWith('/moved') ? created : { status: 307, headers: { location: '/moved' } };
  });
  await client(server).uploadBlob(blob);
  assert.deepEqual(server.received.at(-1)?.body, bytes);
});

test('redirections without end are an error', async () => {
  const server = await serve(() => ({ status: 307, headers: { location: '/round' } }));
  await assert.rejects(client(server).hasBlob(blob.digest), { message: /more than 5 redirections/ });
});
