import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from '../../scripts/lib/run.ts';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { startRegistry, type TestRegistry } from '../../scripts/lib/workbench/registry.ts';
import { withCaches } from '../../src/cache/open.ts';
import type { ToolError } from '../../src/errors.ts';
import type { Image } from '../../src/image/image.ts';
import { singleImage } from '../../src/image/image-set.ts';
import { readCacheInputs } from '../../src/inputs/cache.ts';
import { createRegistryClient } from '../../src/registry/client.ts';
import { responseError } from '../../src/registry/errors.ts';
import { parseReference } from '../../src/registry/reference.ts';
import { createSinks } from '../../src/sinks/create.ts';
import { registrySink } from '../../src/sinks/registry.ts';
import { download } from '../../src/source/download.ts';
import { makeServerCertificate } from '../support/certificates.ts';
import { makeImage } from '../support/image.ts';
import { startProxy, type TestProxy } from '../support/proxy.ts';
import { sinkHost } from '../support/sink-host.ts';

/** A name that no resolver knows (RFC 6761): only a proxy leads there. */
const NAME = 'registry.test';

let work: string;
let registry: TestRegistry;
let image: Image;
/** The registry behind TLS, with a certificate of an authority that nobody knows. */
let secure: Server;
let plainProxy: TestProxy;
let secureProxy: TestProxy;

before(async () => {
  work = await mkdtemp(join(tmpdir(), 'network-'));
  registry = await startRegistry();
  image = await makeImage(work);
  await makeServerCertificate(work, NAME, 'localhost');
  secure = await serveTls(registry.host);
  plainProxy = await startProxy(registry.host);
  secureProxy = await startProxy(`127.0.0.1:${(secure.address() as AddressInfo).port}`);
});
after(async () => {
  secure?.closeAllConnections();
  secure?.close();
  await Promise.all([plainProxy?.stop(), secureProxy?.stop(), registry?.stop()]);
  await rm(work, { recursive: true, force: true });
});

async function serveTls(target: string): Promise<Server> {
  const [key, cert] = await Promise.all(
    ['server.key', 'server.crt'].map((name) => readFile(join(work, name))),
  );
  const [host, port] = target.split(':');
  const server = createServer({ key, cert }, (incoming, response) => {
    const { method, url: path, headers } = incoming;
    // As behind any TLS proxy, the registry is to write https into its locations.
    const forwarded = { ...headers, 'x-forwarded-proto': 'https' };
    const onward = request({ host, port, method, path, headers: forwarded, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** A home whose certs.d has the authority for a registry's name. */
async function trustingHome(name = NAME): Promise<string> {
  const home = await mkdtemp(join(work, 'home-'));
  const directory = join(home, '.config/containers/certs.d', name);
  await mkdir(directory, { recursive: true });
  await copyFile(join(work, 'ca.crt'), join(directory, 'ca.crt'));
  return home;
}

function push(name: string, env: Record<string, string>, insecureRegistries: string[] = []) {
  const options = { insecureRegistries, retry: { attempts: 1, firstDelayMs: 1 } };
  const host = sinkHost({ HOME: work, ...env });
  return registrySink([parseReference(name)], host, options).publish(singleImage(image));
}

async function isThere(repository: string): Promise<boolean> {
  const client = createRegistryClient({
    ...{ registry: registry.host, repository },
    credentials: async () => undefined,
    env: {},
  });
  return (await client.getManifest('1'))?.digest === image.digest;
}

test('HTTP_PROXY is used for plain http, and not for this machine', async () => {
  const env = { HTTP_PROXY: plainProxy.url };
  await push(`${NAME}:5000/plain:1`, env, [`${NAME}:5000`]);
  assert.equal(await isThere('plain'), true);
  assert.ok(plainProxy.asked.some((line) => line.startsWith(`PUT http://${NAME}:5000/`)));
  const before = plainProxy.asked.length;
  await push(`${registry.host}/local:1`, env);
  assert.equal(plainProxy.asked.length, before);
});

test('plain http is spoken with the registry that it is asked for, and no other', async () => {
  const env = { HOME: await trustingHome(), HTTP_PROXY: plainProxy.url, HTTPS_PROXY: secureProxy.url };
  const far = 'plain.test:5000';
  for (const [tags, outputs, insecureRegistries] of [
    [[`${far}/mixed:1`, `${NAME}/mixed-secure:1`], [], [far]],
    [[`${far}/short:1`, `${registry.host}/short-here:1`], ['type=registry,registry.insecure=true'], []],
  ] as const) {
    const [sink] = createSinks({ tags, outputs, insecureRegistries, push: true, load: false }, sinkHost(env));
    await sink?.publish(singleImage(image));
  }
  for (const repository of ['mixed', 'mixed-secure', 'short', 'short-here'])
    assert.equal(await isThere(repository), true, repository);
  assert.ok(!plainProxy.asked.some((line) => line.includes('mixed-secure')));
});

test('NO_PROXY is kept to', async () => {
  const before = plainProxy.asked.length;
  for (const NO_PROXY of ['other.example,.test', 'test:5000']) {
    const env = { HTTP_PROXY: plainProxy.url, NO_PROXY };
    await assert.rejects(push(`${NAME}:5000/none:1`, env, [`${NAME}:5000`]), {
      code: 'registry-unreachable',
    });
  }
  assert.equal(plainProxy.asked.length, before);
});

test('a proxy may be named without http://, and what NO_PROXY does not name goes there', async () => {
  const env = { HTTP_PROXY: plainProxy.url.replace('http://', ''), no_proxy: 'other.test,10.0.0.0/8' };
  await push(`${NAME}:5000/schemeless:1`, env, [`${NAME}:5000`]);
  assert.equal(await isThere('schemeless'), true);
});

test('https_proxy is a tunnel; a certificate of an unknown authority is refused', async () => {
  const env = { https_proxy: secureProxy.url };
  await assert.rejects(push(`${NAME}/unknown:1`, env), {
    code: 'registry-unreachable',
    message: /certificate/,
  });
  assert.deepEqual([...new Set(secureProxy.asked)], [`CONNECT ${NAME}:443`]);
  assert.equal(await isThere('unknown'), false);
});

test("an authority in podman's and Docker's certs.d is trusted, for that registry alone", async () => {
  const env = { HTTPS_PROXY: secureProxy.url, HOME: await trustingHome() };
  await push(`${NAME}/trusted:1`, env);
  assert.equal(await isThere('trusted'), true);
  await assert.rejects(push(`other.test/trusted:1`, env), { code: 'registry-unreachable' });
});

test('a registry on this machine speaks https where certs.d has something for it', async () => {
  const name = `localhost:${(secure.address() as AddressInfo).port}`;
  await push(`${name}/tls:1`, { HOME: await trustingHome(name) });
  assert.equal(await isThere('tls'), true);
  await assert.rejects(push(`${name}/tls:1`, {}), { code: 'registry-unreachable' });
  const said = new Response('Client sent an HTTP request to an HTTPS server.\n', { status: 400 });
  const error = await responseError(said, 'look', { registry: name, repository: 'a', loggedIn: false });
  assert.match(String((error as ToolError).hint), /it speaks https: .*certs\.d\/localhost/);
});

test('a registry cache and prebuilt components go the same ways', async () => {
  const env = { HTTP_PROXY: plainProxy.url, HTTPS_PROXY: secureProxy.url, HOME: await trustingHome() };
  const host = createTestHost({ env });
  const open = (values: Record<string, string>) =>
    withCaches(
      host,
      readCacheInputs((name) => ({ prebuilt: '', ...values })[name]),
      '',
    ).cache;
  try {
    const entry = await host.tempDir('entry');
    await writeFile(join(entry, 'blob'), 'bytes');
    const ref = `type=registry,ref=${NAME}:5000/cache,registry.insecure=true`;
    await open({ 'cache-to': ref }).save('emulator-1', entry);
    for (const values of [
      { 'cache-from': ref },
      { 'cache-from': `${NAME}/cache` },
      { prebuilt: `${NAME}/cache` },
    ])
      assert.equal(
        await open(values).restore('emulator-1', await host.tempDir('target')),
        true,
        JSON.stringify(values),
      );
    assert.deepEqual(host.warnings, []);
  } finally {
    await host.close();
  }
});

test('a download from an address goes the same ways', async () => {
  const fetchIt = async (home: string) => {
    const host = createTestHost({ env: { HTTPS_PROXY: secureProxy.url, HOME: home } });
    const retry = { attempts: 1, firstDelayMs: 1 };
    try {
      return await readFile(await download(`https://${NAME}/v2/`, 'rootfs', host, retry), 'utf8');
    } finally {
      await host.close();
    }
  };
  await assert.rejects(fetchIt(work), { code: 'download-failed', message: /certificate/ });
  assert.equal(await fetchIt(await trustingHome()), '{}');
});

test("an authority among the machine's own is trusted, by several requests at once; so is one of NODE_EXTRA_CA_CERTS", async () => {
  // Both are read once, when a program starts.
  const script = join(work, 'push.mjs');
  const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  await writeFile(
    script,
    `const { createRegistryClient } = await import(${at('../../src/registry/client.ts')});
     const registry = { registry: '${NAME}', repository: 'trusted', credentials: async () => undefined, env: process.env };
     const client = createRegistryClient(registry);
     const found = await Promise.all(Array.from({ length: 5 }, () => client.getManifest('1')));
     console.log(found.map(({ digest }) => digest).join(' '));`,
  );
  for (const name of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']) {
    const env = { [name]: join(work, 'ca.crt'), HTTPS_PROXY: secureProxy.url, HOME: work };
    const { stdout } = await run(process.execPath, [script], { env });
    assert.deepEqual(stdout.trim().split(' '), Array(5).fill(image.digest), name);
  }
});
