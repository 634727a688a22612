import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  begun,
  blob,
  bytes,
  client,
  created,
  methods,
  sequence,
  suiteServers,
  upload,
} from '../support/scripted-registry.ts';

const serve = suiteServers();

test('uploads in one PUT with a length, and keeps the query of the location', async () => {
  const server = await serve(upload(() => created));
  await client(server).uploadBlob(blob);
  const [post, put] = server.received;
  assert.equal(post?.path, '/v2/team/image/blobs/uploads/');
  assert.equal(put?.path, `/upload?state=a%2Fb&digest=${encodeURIComponent(blob.digest)}`);
  assert.equal(put?.headers['content-length'], String(bytes.length));
  assert.deepEqual(put?.body, bytes);
});

test('a reset upload starts over with a new session and the whole blob', async () => {
  const server = await serve(upload(sequence('reset', { status: 500 }, created)));
  await client(server).uploadBlob(blob);
  assert.deepEqual(methods(server), ['POST', 'PUT', 'GET', 'POST', 'PUT', 'GET', 'POST', 'PUT']);
  assert.deepEqual(server.received.at(-1)?.body, bytes);
});

test('an upload without a location is an error', async () => {
  const server = await serve(() => ({ status: 202 }));
  await assert.rejects(client(server).uploadBlob(blob), {
    code: 'registry-failed',
    message: /upload location/,
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
      if (given === 2 ** 26) setImmediate(() => controller.abort());
    }
  }
  /** Cancels when something was read, and then nothing more for a while. */
  async function cancelWhenStalled(): Promise<void> {
    for (let before = 0; given === 0 || given > before; await sleep(50, undefined, controller))
      before = given;
    controller.abort();
  }
  const open = () => Readable.from(source(), { objectMode: false });
  const running = client(server, { signal: controller.signal }).uploadBlob({ ...blob, size: 2 ** 30, open });
  const cancelled = assert.rejects(running, { name: 'AbortError' });
  await Promise.race([cancelled, cancelWhenStalled().catch(() => undefined)]).finally(() =>
    controller.abort(),
  );
  await cancelled;
  assert.ok(given > 0 && given < 2 ** 26, `${given} bytes were read for a server that takes none`);
});
