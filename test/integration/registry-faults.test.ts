import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { afterEach, test } from 'node:test';
import { jsonBlob } from '../../src/image/descriptor.ts';
import { digestOf } from '../../src/image/digest.ts';
import { createRegistryClient } from '../../src/registry/client.ts';
import type { Credentials } from '../../src/registry/credentials.ts';
import { findPublished } from '../../src/registry/published.ts';
import type { SessionOptions } from '../../src/registry/session.ts';
import {
  type Received,
  type Reply,
  type ScriptedServer,
  type ScriptOptions,
  startScriptedServer,
} from '../support/scripted-server.ts';

const servers: ScriptedServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

async function serve(
  script: (request: Received) => Reply,
  options: ScriptOptions = {},
): Promise<ScriptedServer> {
  const server = await startScriptedServer(script, options);
  servers.push(server);
  return server;
}

const alice: Credentials = { username: 'alice', password: 'secret' };
function client(server: ScriptedServer, options: Partial<SessionOptions> = {}) {
  return createRegistryClient({
    registry: server.host,
    repository: 'team/image',
    credentials: async () => alice,
    env: {},
    retry: { attempts: 3, firstDelayMs: 1 },
    ...options,
  });
}

const bytes = Buffer.from('a layer');
const blob = { digest: digestOf(bytes), size: bytes.length, open: () => Readable.from([bytes]) };
const ok: Reply = { status: 200 };
const begun: Reply = { status: 202, headers: { location: '/upload?state=a%2Fb' } };
const created: Reply = { status: 201 };
const gone: Reply = { status: 404 };
const upload = (put: () => Reply) => (request: Received) => {
  if (request.method === 'GET') return gone;
  return request.method === 'POST' ? begun : put();
};
/** Gives the replies one after another. */
const sequence =
  (...replies: Reply[]) =>
  () =>
    replies.shift() ?? 'reset';
const methods = (server: ScriptedServer) => server.received.map(({ method }) => method);

test('uploads in one PUT with a length, and keeps the query of the location', async () => {
  const server = await serve(upload(() => created));
  await client(server).uploadBlob(blob);
  const [post, put] = server.received;
  assert.equal(post?.path, '/v2/team/image/blobs/uploads/');
  assert.equal(put?.path, `/upload?state=a%2Fb&digest=${encodeURIComponent(blob.digest)}`);
  assert.equal(put?.headers['content-length'], String(bytes.length));
  assert.deepEqual(put?.body, bytes);
});

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

test('a reset upload starts over with a new session and the whole blob', async () => {
  const server = await serve(upload(sequence('reset', { status: 500 }, created)));
  await client(server).uploadBlob(blob);
  assert.deepEqual(methods(server), ['POST', 'PUT', 'GET', 'POST', 'PUT', 'GET', 'POST', 'PUT']);
  assert.deepEqual(server.received.at(-1)?.body, bytes);
});

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

test('an upload without a location is an error', async () => {
  const server = await serve(() => ({ status: 202 }));
  await assert.rejects(client(server).uploadBlob(blob), {
    code: 'registry-failed',
    message: /upload location/,
  });
});

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

test('a manifest of 10 MiB is not read to its end, and what calls itself something else is none', async () => {
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

test('cancelling ends a request that gets no answer', async () => {
  const controller = new AbortController();
  const server = await serve(upload(() => 'hang'));
  const running = client(server, { signal: controller.signal }).uploadBlob(blob);
  while (server.received.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort();
  await assert.rejects(running, { name: 'AbortError' });
});

test('an answer that comes before the whole blob is sent ends the sending', async () => {
  const server = await serve(() => begun, { early: { status: 413, body: '{"errors":[{"code":"SIZE"}]}' } });
  let given = 0;
  const chunk = Buffer.alloc(1 << 16);
  async function* endless() {
    for (; ; given += chunk.length) yield chunk;
  }
  const huge = { ...blob, size: 2 ** 40, open: () => Readable.from(endless(), { objectMode: false }) };
  await assert.rejects(client(server).uploadBlob(huge), {
    code: 'registry-too-large',
    message: /413 .*SIZE/,
  });
  assert.ok(given < 2 ** 30, 'the source was not read on');
});

for (const size of [bytes.length - 1, bytes.length + 1]) {
  test(`a source of ${bytes.length} bytes instead of ${size} is an error`, async () => {
    const server = await serve(upload(() => created));
    await assert.rejects(client(server).uploadBlob({ ...blob, size }), {
      code: 'layer-unreadable',
      message: new RegExp(`not ${size} bytes`),
    });
  });
}

test('a source that cannot be read is an error', async () => {
  const server = await serve(upload(() => created));
  const open = () => createReadStream('/nonexistent/blob');
  await assert.rejects(client(server).uploadBlob({ ...blob, open }), {
    code: 'layer-unreadable',
    message: /ENOENT.*\/nonexistent\/blob/,
  });
});

test('a slow registry slows the source down', async () => {
  const server = await serve(() => begun, { early: 'hang' });
  const controller = new AbortController();
  let given = 0;
  async function* source() {
    for (; given < 2 ** 30; given += 1 << 20) {
      yield Buffer.alloc(1 << 20);
      if (given === 2 ** 26) setTimeout(() => controller.abort(), 0);
    }
  }
  setTimeout(() => controller.abort(), 1000);
  const open = () => Readable.from(source(), { objectMode: false });
  const running = client(server, { signal: controller.signal }).uploadBlob({ ...blob, size: 2 ** 30, open });
  await assert.rejects(running, { name: 'AbortError' });
  assert.ok(given < 2 ** 26, `${given} bytes were read for a server that takes none`);
});

const basic = `Basic ${Buffer.from('alice:secret').toString('base64')}`;
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
