// Which host of a registry's is shown what certificate, and trusted with which authority.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { digestOf } from '../../src/image/digest.ts';
import { createRegistryClient } from '../../src/registry/client.ts';
import { download } from '../../src/source/download.ts';
import { makeClientPair, makeServerCertificate } from '../support/certificates.ts';
import { startProxy, type TestProxy } from '../support/proxy.ts';

/** Names that no resolver knows (RFC 6761): a proxy leads all of them to one server. */
const [REGISTRY, TOKEN, STORAGE] = ['registry.test', 'token.test', 'storage.test'] as const;

let work: string;
let home: string;
let server: Server;
let proxy: TestProxy;
/** Who showed which certificate where. */
let shown: Set<string>;

before(async () => {
  work = await mkdtemp(join(tmpdir(), 'certificates-'));
  await makeServerCertificate(work, REGISTRY, TOKEN, STORAGE);
  const [key, cert] = await Promise.all(
    ['server.key', 'server.crt'].map((name) => readFile(join(work, name))),
  );
  server = createServer({ key, cert, requestCert: true, rejectUnauthorized: false }, answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startProxy(`127.0.0.1:${(server.address() as AddressInfo).port}`);
});
after(async () => {
  server?.closeAllConnections();
  server?.close();
  await proxy?.stop();
  await rm(work, { recursive: true, force: true });
});
beforeEach(async () => {
  home = await mkdtemp(join(work, 'home-'));
  shown = new Set();
  for (const host of [REGISTRY, TOKEN]) await trust(host);
  await makeClientPair(certificates(REGISTRY), 'registry-client');
});

/** The registry wants a token, and has its blobs on the storage host. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const { host = '', authorization } = request.headers;
  const peer = (request.socket as TLSSocket).getPeerCertificate();
  shown.add(`${host}: ${peer.subject?.CN ?? 'nobody'}`);
  if (host === TOKEN) response.writeHead(200).end('{"token":"t"}');
  else if (host === STORAGE) response.writeHead(200).end('bytes');
  else if (authorization !== undefined || request.url === '/file')
    response.writeHead(307, { location: `https://${STORAGE}/there` }).end();
  else
    response
      .writeHead(401, { 'www-authenticate': `Bearer realm="https://${TOKEN}/token",service="s"` })
      .end();
}

const certificates = (host: string) => join(home, '.config/containers/certs.d', host);

async function trust(host: string): Promise<void> {
  await mkdir(certificates(host), { recursive: true });
  await copyFile(join(work, 'ca.crt'), join(certificates(host), 'ca.crt'));
}

function client() {
  return createRegistryClient({
    ...{ registry: REGISTRY, repository: 'a/b', credentials: async () => undefined },
    ...{ env: { HTTPS_PROXY: proxy.url, HOME: home }, retry: { attempts: 1, firstDelayMs: 1 } },
  });
}

const DIGEST = digestOf(Buffer.from('bytes'));

test("a registry's certificate is shown to the registry alone", async () => {
  await trust(STORAGE);
  assert.equal(await client().hasBlob(DIGEST), true);
  assert.deepEqual([...shown].sort(), [
    `${REGISTRY}: registry-client`,
    `${STORAGE}: nobody`,
    `${TOKEN}: nobody`,
  ]);
});

test("a registry's authority is trusted for the registry alone; the host that it is not trusted for is named", async () => {
  await assert.rejects(client().hasBlob(DIGEST), {
    code: 'registry-unreachable',
    message: /storage\.test shows a certificate that is not trusted/,
    hint: /certs\.d/,
  });
  assert.ok(![...shown].some((line) => line.startsWith(STORAGE)));
});

test('a host that it leads to is shown its own certificate', async () => {
  await trust(STORAGE);
  await makeClientPair(certificates(STORAGE), 'storage-client');
  assert.equal(await client().hasBlob(DIGEST), true);
  assert.ok(shown.has(`${STORAGE}: storage-client`));
});

test('a download that is redirected: the same', async () => {
  const host = createTestHost({ env: { HTTPS_PROXY: proxy.url, HOME: home } });
  const get = () => download(`https://${REGISTRY}/file`, 'rootfs', host, { attempts: 1, firstDelayMs: 1 });
  try {
    await assert.rejects(get(), { code: 'download-failed', message: /storage\.test shows a certificate/ });
    await trust(STORAGE);
    assert.equal(await readFile(await get(), 'utf8'), 'bytes');
    assert.deepEqual([...shown].sort(), [`${REGISTRY}: registry-client`, `${STORAGE}: nobody`]);
  } finally {
    await host.close();
  }
});
