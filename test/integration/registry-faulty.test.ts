import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, afterEach, before, test } from 'node:test';
import { run } from '../../scripts/lib/run.ts';
import { digestOf } from '../../src/image/digest.ts';
import type { Image } from '../../src/image/image.ts';
import { singleImage } from '../../src/image/image-set.ts';
import { createRegistryClient } from '../../src/registry/client.ts';
import { parseReference } from '../../src/registry/reference.ts';
import { registrySink } from '../../src/sinks/registry.ts';
import {
  type Asked,
  type Fault,
  type FaultyRegistry,
  startFaultyRegistry,
} from '../support/faulty-registry.ts';
import { layerOf, makeImage } from '../support/image.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { startResumableRegistry } from '../support/resumable-registry.ts';
import { startScriptedServer } from '../support/scripted-server.ts';
import { sinkHost } from '../support/sink-host.ts';

const CHUNK = 4 << 20;

let work: string;
let registry: TestRegistry;
/** Under the tag before each push: it must stay there when the push fails. */
let old: Image;
let image: Image;
/** The largest blob. */
let size: number;
const stops: (() => Promise<void>)[] = [];

before(async () => {
  work = await mkdtemp(join(tmpdir(), 'faulty-'));
  registry = await startRegistry();
  old = await makeImage(await mkdtemp(join(work, 'old-')), 'old\n');
  image = await makeImage(await mkdtemp(join(work, 'new-')), 'new\n', 20_000_003);
  size = Math.max(...image.layers.map((layer) => layer.size));
});
after(async () => {
  await registry?.stop();
  await rm(work, { recursive: true, force: true });
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

let repositories = 0;
const nextRepository = () => `faults/r${++repositories}`;

async function proxy(script: (asked: Asked) => Fault): Promise<FaultyRegistry> {
  const faulty = await startFaultyRegistry(registry.host, script);
  stops.push(() => faulty.stop());
  return faulty;
}

function push(host: string, repository: string, what = image, options = {}) {
  const retry = { attempts: 3, firstDelayMs: 1 };
  const sink = registrySink([parseReference(`${host}/${repository}:tag`)], sinkHost({ HOME: work }), {
    retry,
    ...options,
  });
  return sink.publish(singleImage(what));
}

async function resumable(script: (asked: Asked) => Fault) {
  const behind = await startResumableRegistry();
  stops.push(() => behind.stop());
  const faulty = await startFaultyRegistry(behind.host, script);
  stops.push(() => faulty.stop());
  return { faulty, blobs: behind.blobs };
}

async function uploadLargest(host: string): Promise<void> {
  const client = createRegistryClient({
    registry: host,
    repository: 'a',
    credentials: async () => undefined,
    env: {},
    retry: { attempts: 3, firstDelayMs: 1 },
  });
  const largest = image.layers.find((layer) => layer.size === size);
  assert.ok(largest);
  await client.uploadBlob(largest);
}

async function tagged(repository: string, tag = 'tag'): Promise<string | undefined> {
  const url = `http://${registry.host}/v2/${repository}/manifests/${tag}`;
  const accept = 'application/vnd.oci.image.manifest.v1+json';
  const response = await fetch(url, { method: 'HEAD', headers: { accept } });
  return response.headers.get('docker-content-digest') ?? undefined;
}

/** Everything under the tag is there, byte for byte: skopeo compares all digests. */
async function assertWhole(repository: string): Promise<void> {
  const copy = await mkdtemp(join(work, 'copy-'));
  const source = `docker://${registry.host}/${repository}:tag`;
  await run('skopeo', ['copy', '--quiet', '--src-tls-verify=false', source, `dir:${copy}`]);
  assert.equal(await tagged(repository), image.digest);
  await rm(copy, { recursive: true });
}

const isBlobPut = ({ method, length }: Asked) =>
  (method === 'PUT' || method === 'PATCH') && length > 1_000_000;

/** The faults one after another, each for the first request after the one before that fits. */
function inTurn(fits: (asked: Asked) => boolean, faults: Fault[]): (asked: Asked) => Fault {
  const left = [...faults];
  return (asked) => (fits(asked) ? left.shift() : undefined);
}

for (const tenth of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
  test(`a connection that breaks at ${tenth}0 % of a blob: sent again, in chunks`, async () => {
    const repository = nextRepository();
    const cutAfter = Math.floor((size * tenth) / 10);
    const faulty = await proxy(inTurn(isBlobPut, [{ cutAfter }]));
    await push(faulty.host, repository);
    await assertWhole(repository);
    assert.equal(faulty.asked.filter(({ method }) => method === 'PATCH').length, Math.ceil(size / CHUNK));
  });

  test(`the same where the registry keeps what it got: taken up at ${tenth}0 %`, async () => {
    const { faulty, blobs } = await resumable(
      inTurn(isBlobPut, [{ cutAfter: Math.floor((size * tenth) / 10) }]),
    );
    await uploadLargest(faulty.host);
    assert.equal(blobs.size, 1);
    // What was on its way when the connection broke may be sent twice.
    assert.ok(faulty.passed() <= size + 300_000, `${faulty.passed()} bytes were sent for ${size}`);
  });
}

test('a connection that breaks again and again is taken up as long as it brings something', async () => {
  // More often than there are attempts.
  const { faulty, blobs } = await resumable(inTurn(isBlobPut, Array(8).fill({ cutAfter: 1_500_000 })));
  await uploadLargest(faulty.host);
  assert.equal(blobs.size, 1);
  assert.ok(faulty.passed() <= size + 8 * 300_000);
});

test('one that takes next to nothing each time is given up', async () => {
  const { faulty } = await resumable((asked) => (isBlobPut(asked) ? { cutAfter: 1000 } : undefined));
  await assert.rejects(uploadLargest(faulty.host), { code: 'registry-unreachable' });
  assert.equal(faulty.asked.filter(isBlobPut).length, 3);
});

test('a chunk that is refused without being taken is sent again alone', async () => {
  const repository = nextRepository();
  const script = inTurn(({ method }) => method === 'PATCH', [undefined, { status: 502 }, undefined, 'reset']);
  const faulty = await proxy((asked) => (asked.length > CHUNK ? { status: 413 } : script(asked)));
  await push(faulty.host, repository);
  await assertWhole(repository);
  assert.equal(faulty.asked.filter(({ method }) => method === 'PATCH').length, Math.ceil(size / CHUNK) + 2);
});

for (const [what, fault] of [
  ['429 with Retry-After', { status: 429, headers: { 'retry-after': '0' } }],
  ['500', { status: 500 }],
  ['502 with a page for people', { status: 502, body: '<html>bad gateway</html>' }],
  ['503', { status: 503 }],
  ['a reset', 'reset'],
  ['an answer that is lost', 'lose answer'],
] as const) {
  test(`${what}, twice at each kind of request, is lived through`, async () => {
    const repository = nextRepository();
    const counts = new Map<string, number>();
    const faulty = await proxy(({ method, path }) => {
      const kind = `${method} ${path.replace(/\?.*|sha256:\w+/g, '').replace(/uploads\/.+/, 'uploads/ID')}`;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      return (counts.get(kind) ?? 0) <= 2 ? fault : undefined;
    });
    await push(faulty.host, repository, image, { retry: { attempts: 12, firstDelayMs: 1 } });
    await assertWhole(repository);
  });
}

/** A step of a push, and how it is told. */
const STEPS: readonly (readonly [string, (asked: Asked) => boolean])[] = [
  ['looking up a blob', ({ method, path }) => method === 'HEAD' && path.includes('/blobs/')],
  ['beginning an upload', ({ method }) => method === 'POST'],
  ['a layer', isBlobPut],
  ['a manifest by its digest', ({ method, path }) => method === 'PUT' && path.includes('/manifests/sha256')],
  ['the tag', ({ method, path }) => method === 'PUT' && path.endsWith('/manifests/tag')],
];
for (const [step, fits] of STEPS) {
  for (const [what, fault] of [
    ['500', { status: 500 }],
    ['403', { status: 403 }],
    ['a reset', 'reset'],
  ] as const) {
    test(`${what} without end at ${step}: the tag stays, and the next push goes on from there`, async () => {
      const repository = nextRepository();
      await push(registry.host, repository, old);
      const faulty = await proxy((asked) => (fits(asked) ? fault : undefined));
      await assert.rejects(push(faulty.host, repository), { name: 'ToolError', code: /^registry-/ });
      assert.equal(await tagged(repository), old.digest);
      await push(registry.host, repository);
      await assertWhole(repository);
    });
  }
}

test('a push that is cancelled in the middle of a layer leaves the tag; the next one sends only what is missing', async () => {
  const repository = nextRepository();
  await push(registry.host, repository, old);
  const controller = new AbortController();
  const faulty = await proxy((asked) => {
    if (isBlobPut(asked)) setTimeout(() => controller.abort(), 20);
    return isBlobPut(asked) ? { cutAfter: 5_000_000 } : undefined;
  });
  const host = sinkHost({ HOME: work }, controller.signal);
  const sink = registrySink([parseReference(`${faulty.host}/${repository}:tag`)], host, {});
  await assert.rejects(sink.publish(singleImage(image)), { name: 'AbortError' });
  assert.equal(await tagged(repository), old.digest);
  const through = await proxy(() => undefined);
  await push(through.host, repository);
  await assertWhole(repository);
  await push(through.host, repository);
  assert.equal(
    through.asked.filter(({ method }) => method === 'POST').length,
    2,
    'the layer, the configuration',
  );
});

const isPutOf =
  (tag: string) =>
  ({ method, path }: Asked) =>
    method === 'PUT' && path.endsWith(`/manifests/${tag}`);

for (const how of ['fails', 'is cancelled'] as const) {
  test(`of several tags, those that were set are put back when the last ${how}`, async () => {
    const repository = nextRepository();
    await push(registry.host, repository, old);
    const controller = new AbortController();
    const faulty = await proxy((asked) => {
      if (!isPutOf('last')(asked)) return undefined;
      if (how === 'is cancelled') controller.abort();
      return { status: 500 };
    });
    const host = sinkHost({ HOME: work }, controller.signal);
    const names = ['tag', 'fresh', 'last'].map((tag) => `${faulty.host}/${repository}:${tag}`);
    const sink = registrySink(
      names.map((tag) => parseReference(tag)),
      host,
      { retry: { attempts: 2, firstDelayMs: 1 } },
    );
    await assert.rejects(
      sink.publish(singleImage(image)),
      how === 'fails' ? { code: 'registry-failed', message: /manifest last/ } : { name: 'AbortError' },
    );
    assert.ok(faulty.asked.some(isPutOf('tag')));
    assert.equal(await tagged(repository), old.digest);
    assert.equal(await tagged(repository, 'fresh'), image.digest);
    const said = host.lines.filter((line) => /is put back|stays/.test(line));
    assert.deepEqual(said, [
      `${names[1]} was not there before, and stays`,
      `${names[0]} is put back to ${old.digest}`,
    ]);
  });
}

test('the registry says that it has stored another digest', async () => {
  for (const [fits] of [[isBlobPut], [STEPS[3]?.[1] ?? isBlobPut]] as const) {
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
  const faulty = await proxy((asked) => (STEPS[3]?.[1](asked) ? { status: 201 } : undefined));
  await assert.rejects(push(faulty.host, repository), { code: 'registry-failed', message: /not there/ });
  assert.equal(await tagged(repository), undefined);
});

test('a registry that names no digest is asked for the bytes', async () => {
  const repository = nextRepository();
  const faulty = await proxy(() => ({ headers: { 'docker-content-digest': undefined } }));
  await push(faulty.host, repository);
  await assertWhole(repository);
});

test('a limit on the size of a request: chunks of at most 4 MiB', async () => {
  const repository = nextRepository();
  const faulty = await proxy(({ length }) => (length > CHUNK ? { status: 413 } : undefined));
  await push(faulty.host, repository);
  await assertWhole(repository);
  const chunks = faulty.asked.filter(({ method }) => method === 'PATCH');
  assert.equal(chunks.length, Math.ceil(size / CHUNK));
});

test('OCI-Chunk-Min-Length is kept to', async () => {
  const repository = nextRepository();
  const minimum = 6_000_000;
  const faulty = await proxy(({ method, length }) => {
    if (method === 'PUT' && length > minimum) return { status: 413 };
    return method === 'POST' ? { headers: { 'oci-chunk-min-length': String(minimum) } } : undefined;
  });
  await push(faulty.host, repository);
  await assertWhole(repository);
  const chunks = faulty.asked.filter(({ method }) => method === 'PATCH').map(({ length }) => length);
  assert.ok(chunks.length > 1 && chunks.slice(0, -1).every((length) => length >= minimum), String(chunks));
});

test('an OCI-Chunk-Min-Length that asks for much of our memory is refused', async () => {
  const repository = nextRepository();
  const headers = { 'oci-chunk-min-length': '900000000' };
  const faulty = await proxy(({ method, length }) => {
    if (length > CHUNK) return { status: 413 };
    return method === 'POST' ? { headers } : undefined;
  });
  await assert.rejects(push(faulty.host, repository), {
    code: 'registry-failed',
    message: /chunks of 900000000 bytes \(OCI-Chunk-Min-Length\), which is more than 16777216/,
  });
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

test('several blobs are sent at once, at most five', async () => {
  const repository = nextRepository();
  const faulty = await proxy(({ method }) => (method === 'PUT' ? { holdMs: 100 } : undefined));
  const layers = await Promise.all(
    Array.from({ length: 12 }, (_, at) => layerOf(work, `${at}`, `file-${at}`, Buffer.from(`${at}`))),
  );
  await push(faulty.host, repository, { ...image, layers: [...image.layers, ...layers] });
  assert.ok(faulty.mostUploads() > 1 && faulty.mostUploads() <= 5, `${faulty.mostUploads()} at once`);
});

test('an upload that is sent to another origin gets no credentials there', async () => {
  const locked = await startRegistry({ htpasswd: { user: 'alice', password: 'secret' } });
  stops.push(() => locked.stop());
  const elsewhere = await startScriptedServer(() => ({ status: 201 }));
  stops.push(() => elsewhere.stop());
  const faulty = await startFaultyRegistry(locked.host, (asked) => {
    if (asked.authorization === undefined || asked.method !== 'PUT' || asked.length < 1_000_000)
      return undefined;
    return { status: 307, headers: { location: `http://${elsewhere.host}/upload` } };
  });
  stops.push(() => faulty.stop());
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
