import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRegistryClient } from '../../src/registry/client.ts';
import { CHUNK, isBlobPut, suiteFaultyPush } from '../support/faulty-push.ts';
import type { Asked, Fault } from '../support/faulty-registry.ts';
import { layerOf } from '../support/image.ts';
import { startResumableRegistry } from '../support/resumable-registry.ts';

const { work, image, size, proxy, push, assertWhole, nextRepository, stopLater } = await suiteFaultyPush();

async function resumable(script: (asked: Asked) => Fault) {
  const behind = await startResumableRegistry();
  stopLater(() => behind.stop());
  return { faulty: await proxy(script, behind.host), blobs: behind.blobs };
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

for (const refusal of [201, 400, 404, 405, 416, 'a Range that stands still'] as const) {
  test(`chunks that are refused (${refusal}) after a break: in one PUT again`, async () => {
    const repository = nextRepository();
    const cut = inTurn(isBlobPut, [{ cutAfter: 5_000_000 }]);
    const refused = typeof refusal === 'number' ? { status: refusal } : { headers: { range: '0-0' } };
    const faulty = await proxy((asked) => (asked.method === 'PATCH' ? refused : cut(asked)));
    await push(faulty.host, repository);
    await assertWhole(repository);
    const sent = faulty.asked.filter(isBlobPut).map(({ method, length }) => [method, length]);
    assert.deepEqual(sent, [
      ['PUT', size],
      ['PATCH', CHUNK],
      ['PUT', size],
    ]);
  });
}

test('chunks that are refused where one PUT is too large: the refusal is what is said', async () => {
  const faulty = await proxy(({ method, length }) => {
    if (method === 'PATCH') return { status: 405 };
    return length > CHUNK ? { status: 413 } : undefined;
  });
  await assert.rejects(push(faulty.host, nextRepository()), { code: 'registry-failed', message: /405/ });
});

for (const status of [429, 503]) {
  test(`a registry that is busy (${status}) gets one PUT again, no chunks`, async () => {
    const repository = nextRepository();
    const faulty = await proxy(inTurn(isBlobPut, [{ status, headers: { 'retry-after': '0' } }]));
    await push(faulty.host, repository);
    await assertWhole(repository);
    assert.deepEqual(
      faulty.asked.filter(isBlobPut).map(({ method }) => method),
      ['PUT', 'PUT'],
    );
  });
}

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

test('several blobs are sent at once, at most five', async () => {
  const repository = nextRepository();
  const faulty = await proxy(({ method }) => (method === 'PUT' ? { holdMs: 100 } : undefined));
  const layers = await Promise.all(
    Array.from({ length: 12 }, (_, at) => layerOf(work, `${at}`, `file-${at}`, Buffer.from(`${at}`))),
  );
  await push(faulty.host, repository, { ...image, layers: [...image.layers, ...layers] });
  assert.ok(faulty.mostUploads() > 1 && faulty.mostUploads() <= 5, `${faulty.mostUploads()} at once`);
});
