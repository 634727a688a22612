import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { digestOf } from '../../src/image/digest.ts';
import {
  basic,
  begun,
  blob,
  bytes,
  client,
  created,
  gone,
  methods,
  suiteServers,
} from '../support/scripted-registry.ts';
import type { Received, Reply } from '../support/scripted-server.ts';

const serve = suiteServers();

/**
 * A registry that wants the token which its token service gave last; one is good for one request where
 * it is used up.
 */
async function tokenRegistry(
  answer: (request: Received, count: number) => Reply,
  script = ({ method }: Received): Reply => {
    if (method === 'HEAD') return gone;
    return method === 'POST' ? begun : created;
  },
  isUsedUp = false,
) {
  let count = 0;
  const expire = () => {
    count += 100;
  };
  const service = await serve((request) => {
    count += 1;
    return answer(request, count);
  });
  const challenge = `Bearer realm="http://${service.host}/token",service="registry.test"`;
  const registry = await serve((request) => {
    if (request.headers.authorization !== `Bearer token-${count}`) {
      return { status: 401, headers: { 'www-authenticate': challenge } };
    }
    if (isUsedUp) expire();
    return script(request);
  });
  return { service, registry, expire };
}
const token = (_request: Received, count: number): Reply => ({
  status: 200,
  body: JSON.stringify({ token: `token-${count}` }),
});

test('gets one token for pulling and pushing, with the credentials, for all uploads at once', async () => {
  const { service, registry } = await tokenRegistry(token);
  const repository = client(registry);
  await Promise.all([1, 2, 3].map(() => repository.hasBlob(blob.digest)));
  await repository.uploadBlob(blob);
  assert.equal(service.received.length, 1);
  const { path = '', headers } = service.received[0] ?? {};
  assert.equal(headers?.authorization, basic);
  const query = new URL(path, 'http://x').searchParams;
  assert.equal(query.get('service'), 'registry.test');
  assert.equal(query.get('scope'), 'repository:team/image:pull,push');
  assert.ok(registry.received.every((request) => request.headers.authorization !== basic));
});

test('gets another token when one has expired', async () => {
  const { registry, expire } = await tokenRegistry(token);
  const repository = client(registry);
  await repository.hasBlob(blob.digest);
  expire();
  await repository.uploadBlob(blob);
  assert.deepEqual(registry.received.at(-1)?.body, bytes);
});

test('a token that expires in the middle of an upload: what it was refused for is sent again', async () => {
  const large = Buffer.alloc((4 << 20) + 7, 'layer');
  const taken: Buffer[] = [];
  const script = ({ method, body }: Received): Reply => {
    if (method === 'POST') return begun;
    if (method === 'PUT') return body.length > 0 ? { status: 413 } : created;
    taken.push(body);
    return { status: 202 };
  };
  const { registry } = await tokenRegistry(token, script, true);
  const open = () => Readable.from([large]);
  await client(registry).uploadBlob({ digest: digestOf(large), size: large.length, open });
  assert.deepEqual(Buffer.concat(taken), large);
  const once = ['POST', 'PUT', 'POST', 'PATCH', 'PATCH', 'PUT'];
  assert.deepEqual(
    methods(registry),
    once.flatMap((method) => [method, method]),
  );
});

test('a refresh token goes to the token service in a form', async () => {
  const { service, registry } = await tokenRegistry((_request, count) => ({
    status: 200,
    body: JSON.stringify({ access_token: `token-${count}` }),
  }));
  await client(registry, { credentials: async () => ({ identityToken: 'refresh' }) }).hasBlob(blob.digest);
  const [request] = service.received;
  assert.equal(request?.method, 'POST');
  const form = new URLSearchParams(request?.body.toString());
  assert.equal(form.get('grant_type'), 'refresh_token');
  assert.equal(form.get('refresh_token'), 'refresh');
});

test('a refresh token is not sent on to where the token service redirects', async () => {
  const elsewhere = await serve(() => ({ status: 200, body: '{"token":"t"}' }));
  const { service, registry } = await tokenRegistry(({ path }) => ({
    status: 307,
    headers: { location: path === '/token' ? '/here' : `http://${elsewhere.host}/token` },
  }));
  const repository = client(registry, { credentials: async () => ({ identityToken: 'refresh' }) });
  await assert.rejects(repository.hasBlob(blob.digest), { message: /which is not to get what is sent/ });
  assert.deepEqual(methods(service), ['POST', 'POST']);
  assert.deepEqual(elsewhere.received, []);
});

test('a token service that refuses, and one that fails', async () => {
  const refusing = await tokenRegistry(() => ({ status: 401 }));
  await assert.rejects(client(refusing.registry).uploadBlob(blob), { code: 'registry-unauthorized' });
  const failing = await tokenRegistry(() => ({ status: 503 }));
  await assert.rejects(client(failing.registry).uploadBlob(blob), {
    code: 'registry-failed',
    message: `the token service ${failing.service.host} answered 503`,
  });
  assert.equal(failing.service.received.length, 3);
});

test('a token service without https elsewhere than on loopback gets no credentials', async () => {
  const challenge = 'Bearer realm="http://token.example/token"';
  const server = await serve(() => ({ status: 401, headers: { 'www-authenticate': challenge } }));
  await assert.rejects(client(server).hasBlob(blob.digest), { message: /token service without https/ });
});
