// Downloads and blobs over connections that break.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, it } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { digestOf } from '../../src/image/digest.ts';
import { createPullClient } from '../../src/registry/pull.ts';
import { download } from '../../src/source/download.ts';
import { type Flakiness, type FlakyServer, startFlakyServer } from '../support/flaky-server.ts';
import { startScriptedServer } from '../support/scripted-server.ts';

const bytes = randomBytes(1_000_000);
const tenth = 100_000;
const retry = { attempts: 3, firstDelayMs: 1, progressBytes: tenth };
const host = createTestHost();
let server: FlakyServer | undefined;
afterEach(async () => {
  server?.close();
  await host.close();
});
const serve = async (flakiness: Flakiness, what = bytes): Promise<FlakyServer> => {
  server = await startFlakyServer(what, flakiness);
  return server;
};

const getters = {
  'a download': async ({ host: at }: FlakyServer, limits = {}) =>
    readFile(await download(`http://${at}/file`, 'rootfs', host, { ...retry, ...limits })),
  'a blob': ({ host: at }: FlakyServer, limits = {}) => {
    const client = createPullClient({
      registry: at,
      repository: 'a/b',
      credentials: async () => undefined,
      env: {},
      retry,
      ...limits,
    });
    return buffer(client.blob(digestOf(bytes), bytes.length));
  },
};

for (const [what, get] of Object.entries(getters)) {
  describe(what, () => {
    it('is taken up where the connection broke, at every tenth', async () => {
      const flaky = await serve({ cutAfter: tenth });
      assert.deepEqual(await get(flaky), bytes);
      const starts = Array.from({ length: 9 }, (_, index) => `bytes=${(index + 1) * tenth}-`);
      assert.deepEqual(flaky.ranges, ['all', ...starts]);
    });

    it('passes over what it has where a server gives all again', async () => {
      const flaky = await serve({ cutAfter: tenth, cuts: 1, withoutRange: true });
      assert.deepEqual(await get(flaky), bytes);
      assert.deepEqual(flaky.ranges, ['all', `bytes=${tenth}-`]);
    });

    it('is given up when it does not come further', async () => {
      const flaky = await serve({ cutAfter: tenth, withoutRange: true });
      await assert.rejects(get(flaky));
      assert.equal(flaky.ranges.length, 3);
    });

    it('is given up when each connection brings next to nothing', async () => {
      const flaky = await serve({ cutAfter: 1 });
      await assert.rejects(get(flaky));
      assert.deepEqual(flaky.ranges, ['all', 'bytes=1-', 'bytes=2-']);
    });

    it('is given up when it drips', async () => {
      const flaky = await serve({ dripMs: 5 });
      await assert.rejects(get(flaky, { patienceMs: 300 }), {
        message: /less than 1048576 bytes came in 0\.3 s/,
      });
      assert.equal(flaky.ranges.length, 3);
    });

    it('is tried again when the server is busy, and given up when it stays so', async () => {
      assert.deepEqual(await get(await serve({ statuses: [503, 429] })), bytes);
      server?.close();
      const flaky = await serve({ statuses: [500, 502, 504, 503] });
      await assert.rejects(get(flaky), { message: /504/ });
      assert.equal(flaky.ranges.length, 3);
    });

    it('is not tried again when it is not there', async () => {
      const flaky = await serve({ statuses: [404, 404] });
      await assert.rejects(get(flaky), { message: /404/ });
      assert.equal(flaky.ranges.length, 1);
    });
  });
}

const withOtherStart = Buffer.from(bytes).fill((bytes[0] ?? 0) + 1, 0, 1);
for (const [how, flakiness] of [
  ['the server gives all of it', { changes: randomBytes(900_000) }],
  ['the server gives a part of another size', { withoutIfRange: true, withoutTag: true }],
  ['the server gives a part with another tag', { withoutIfRange: true, changes: withOtherStart }],
] as const) {
  it(`a download that becomes another file on the way is refused: ${how}`, async () => {
    const flaky = await serve({ cutAfter: tenth, changes: randomBytes(900_000), ...flakiness });
    await assert.rejects(download(`http://${flaky.host}/f`, 'rootfs', host, retry), {
      code: 'download-changed',
    });
    assert.equal(flaky.ranges.length, 2);
  });
}

it('a blob that is not what its digest says fails at its end', async () => {
  const flaky = await serve({}, randomBytes(bytes.length));
  await assert.rejects(getters['a blob'](flaky), { code: 'registry-digest-mismatch' });
});

it('a blob that is longer than the manifest says is not read to its end', async () => {
  const flaky = await serve({}, Buffer.concat([bytes, bytes]));
  await assert.rejects(getters['a blob'](flaky), { code: 'registry-failed', message: /more than/ });
});

it('asks for a token to pull with, no more, and sends it to the registry alone', async () => {
  const other = await startScriptedServer(() => ({ status: 200, body: bytes.toString('latin1') }));
  const registry = await startScriptedServer(({ path, headers }) => {
    if (path.startsWith('/token')) return { status: 200, body: '{"token":"t"}' };
    if (headers.authorization !== 'Bearer t') {
      const realm = `http://${headers.host}/token`;
      return { status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}",service="s"` } };
    }
    return { status: 307, headers: { location: `http://${other.host}/storage` } };
  });
  try {
    const credentials = async () => undefined;
    const client = createPullClient({
      registry: registry.host,
      repository: 'a/b',
      credentials,
      env: {},
      retry,
    });
    const stream = client.blob(digestOf(bytes), bytes.length);
    await assert.rejects(buffer(stream)); // UTF-8 on the way: not its bytes
    const token = registry.received.find(({ path }) => path.startsWith('/token'));
    assert.equal(new URLSearchParams(token?.path.split('?')[1]).get('scope'), 'repository:a/b:pull');
    assert.ok(other.received.length > 0);
    assert.ok(other.received.every(({ headers }) => headers.authorization === undefined));
  } finally {
    await registry.stop();
    await other.stop();
  }
});
