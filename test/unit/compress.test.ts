import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { mapBlocks } from '../../src/compress/blocks.ts';
import { gzipStream } from '../../src/compress/gzip.ts';
import { zstdStream } from '../../src/compress/zstd.ts';
import { randomBytesOf } from '../support/random.ts';

/** The content in chunks of a size. */
async function* chunked(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

/** Text that compresses, and noise that does not. */
const sample = Buffer.concat([
  Buffer.from(Array.from({ length: 60_000 }, (_, line) => `line ${line * 7919}\n`).join('')),
  randomBytesOf(1, 700_001),
]);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

for (const [what, content] of [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from('x')],
  ['a whole block', Buffer.alloc(256 * 1024, 'ab')],
  ['a block and a byte', Buffer.alloc(256 * 1024 + 1, 'abc')],
  ['text and noise', sample],
  ['more than a zstd frame', Buffer.alloc(9_000_000, 'arm64-on-x86 ')],
] as const) {
  test(`gzip and zstd of ${what} are read by the programs of these names`, async () => {
    const gzip = await buffer(gzipStream(chunked(content, 65536), 6));
    assert.equal(sha256(execFileSync('gzip', ['-dc'], { input: gzip, maxBuffer: 1 << 30 })), sha256(content));
    assert.equal(sha256(gunzipSync(gzip)), sha256(content));
    const zstd = await buffer(zstdStream(chunked(content, 65536), 3));
    assert.equal(
      sha256(execFileSync('zstd', ['-dcq'], { input: zstd, maxBuffer: 1 << 30 })),
      sha256(content),
    );
  });
}

for (const [name, stream] of [
  ['gzip', gzipStream],
  ['zstd', zstdStream],
] as const) {
  test(`${name}: the same bytes, however many at once and however the input was chunked`, async () => {
    const expected = sha256(await buffer(stream(chunked(sample, 65536), 6, 1)));
    for (const [size, parallel] of [
      [1000, 1],
      [999_983, 2],
      [65536, 4],
    ] as const)
      assert.equal(sha256(await buffer(stream(chunked(sample, size), 6, parallel))), expected);
    assert.notEqual(sha256(await buffer(stream(chunked(sample, 65536), 1, 1))), expected);
  });
}

test('a block may refer to the one before it: no larger than 1.02 of one deflate stream', async () => {
  const text = sample.subarray(0, sample.length - 700_001);
  const gzip = await buffer(gzipStream(chunked(text, 65536), 6));
  const whole = execFileSync('gzip', ['-6nc'], { input: text, maxBuffer: 1 << 30 });
  assert.ok(gzip.length < whole.length * 1.02, `${gzip.length} against ${whole.length}`);
});

test('blocks: never more under way than allowed, in order, and a failure waits for what runs', async () => {
  let running = 0;
  let most = 0;
  const settings = { size: 10, window: 4, parallel: 3 };
  const slow = async ({ bytes, before }: { bytes: Buffer; before: Buffer }) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, (bytes[0] ?? 0) % 3));
    running -= 1;
    return Buffer.concat([before, Buffer.from('|'), bytes]);
  };
  const text = Buffer.from('0123456789abcdefghijABCDEFGHIJ!');
  const all = await buffer(mapBlocks(chunked(text, 7), settings, slow));
  assert.equal(all.toString(), '|01234567896789|abcdefghijghij|ABCDEFGHIJGHIJ|!');
  await buffer(mapBlocks(chunked(Buffer.alloc(300), 7), settings, slow));
  assert.equal(most, 2 * settings.parallel + 1);
  let finished = 0;
  const failing = async ({ bytes }: { bytes: Buffer }) => {
    if (bytes[0] === 0x61) throw new Error('no');
    await new Promise((resolve) => setTimeout(resolve, 5));
    finished += 1;
    return bytes;
  };
  await assert.rejects(buffer(mapBlocks(chunked(text, 7), settings, failing)), /no/);
  assert.equal(finished, 3);
});

test('the source failing is the failure', async () => {
  async function* broken() {
    yield Buffer.alloc(300_000);
    throw new Error('unreadable');
  }
  await assert.rejects(buffer(gzipStream(broken(), 6)), /unreadable/);
});
