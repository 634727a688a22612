import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { findProgram } from '../../scripts/lib/root.ts';
import { ToolError } from '../../src/errors.ts';
import { explainDamage } from '../../src/rootfs/damage.ts';
import { openDecompressed } from '../../src/rootfs/format.ts';

const plain = Buffer.concat([randomBytes(700_000), Buffer.alloc(3 << 20, 'arm64')]);
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
  const path = process.env.PATH;
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gunzip-'));
    await mkdir(join(directory, 'none'));
    await mkdir(join(directory, 'igzip'));
    const igzip = findProgram('igzip');
    if (igzip !== undefined) await symlink(igzip, join(directory, 'igzip/igzip'));
  });
  after(async () => {
    process.env.PATH = path;
    await rm(directory, { recursive: true });
  });

  async function read(programs: 'none' | 'igzip', bytes: Buffer): Promise<string> {
    const file = join(directory, 'file.gz');
    await writeFile(file, bytes);
    process.env.PATH = join(directory, programs);
    const hash = createHash('sha256');
    try {
      const stream = openDecompressed(file, 'gzip', new AbortController().signal);
      for await (const chunk of stream) hash.update(chunk);
      return hash.digest('hex');
    } catch (error) {
      const explained = explainDamage(file, error);
      assert.ok(explained instanceof ToolError, String(explained));
      return explained.code;
    }
  }

  for (const [what, bytes, expected] of FILES) {
    test(`${what}, read by Node.js`, async () => assert.equal(await read('none', bytes), expected));
    test(`${what}, read by igzip`, { skip: findProgram('igzip') === undefined && 'no igzip' }, async () =>
      assert.equal(await read('igzip', bytes), expected),
    );
  }
});
