import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { freeUnpacked, openDecompressed } from '../../src/compress/unpack.ts';
import { ToolError } from '../../src/errors.ts';
import { explainDamage } from '../../src/rootfs/damage.ts';

const plain = Buffer.concat([randomBytes(700_000), Buffer.alloc(26 << 20, 'arm64')]);
const packed = gzipSync(plain);
const flipped = Buffer.from(packed);
flipped[350_000] = (flipped[350_000] ?? 0) ^ 0x55;
const otherCheck = Buffer.from(packed);
otherCheck[packed.length - 6] = (packed.at(-6) ?? 0) ^ 1;

const sha256 = (...parts: readonly Buffer[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest('hex');

/** What a file is, and the digest of what is in it or the code of the error. */
const FILES = [
  ['whole', packed, sha256(plain)],
  ['of several members', Buffer.concat([packed, gzipSync(''), packed]), sha256(plain, plain)],
  ['followed by zeros', Buffer.concat([packed, Buffer.alloc(9000)]), sha256(plain)],
  ['truncated', packed.subarray(0, 500_000), 'rootfs-truncated'],
  ['without its trailer', packed.subarray(0, -4), 'rootfs-truncated'],
  ['truncated in the second member', Buffer.concat([packed, packed.subarray(0, 99_999)]), 'rootfs-truncated'],
  ['damaged', flipped, 'rootfs-damaged'],
  ['with another checksum', otherCheck, 'rootfs-damaged'],
] as const;

describe('a gzip file', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gunzip-'));
  });
  after(() => rm(directory, { recursive: true }));

  async function read(bytes: Buffer, done: (chunk: Buffer) => void = () => undefined): Promise<string> {
    const file = join(directory, 'file.gz');
    await writeFile(file, bytes);
    const hash = createHash('sha256');
    try {
      const stream = openDecompressed(file, 'gzip', new AbortController().signal);
      for await (const chunk of stream) {
        hash.update(chunk);
        done(chunk);
      }
      return hash.digest('hex');
    } catch (error) {
      const explained = explainDamage(file, error);
      assert.ok(explained instanceof ToolError, String(explained));
      return explained.code;
    }
  }

  for (const [what, bytes, expected] of FILES)
    test(what, async () => {
      assert.equal(await read(bytes), expected);
      assert.equal(await read(bytes, freeUnpacked), expected);
    });

  test('what was unpacked is freed, but for the last', async () => {
    const buffers = new Set<ArrayBufferLike>();
    const chunks: Buffer[] = [];
    await read(packed, (chunk) => {
      buffers.add(chunk.buffer);
      freeUnpacked(chunk);
      chunks.push(chunk);
    });
    assert.ok(buffers.size > 3);
    assert.deepEqual(
      [...buffers].map(({ byteLength }) => byteLength > 0),
      [...buffers].map((_, index) => index === buffers.size - 1),
    );
  });
});
