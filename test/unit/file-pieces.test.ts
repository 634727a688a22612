import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { filePieces } from '../../src/files/file-pieces.ts';
import { randomBytesOf } from '../support/random.ts';

describe('pieces of a file', () => {
  let file: string;
  before(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'file-pieces-')), 'file');
  });
  after(() => rm(join(file, '..'), { recursive: true }));

  it('are all of it, in two buffers', async () => {
    for (const size of [0, 1, 999, 1000, 1001, 10_500]) {
      const bytes = randomBytesOf(size, size);
      await writeFile(file, bytes);
      const copies: Buffer[] = [];
      const buffers = new Set<ArrayBufferLike>();
      for await (const piece of filePieces(file, 1000)) {
        await setImmediate(); // the next is read meanwhile
        buffers.add(piece.buffer);
        copies.push(Buffer.from(piece));
      }
      assert.deepEqual(Buffer.concat(copies), bytes);
      assert.ok(buffers.size <= 2, `${buffers.size} buffers`);
    }
  });

  it('are there of a file that says it is empty', async () => {
    const pieces: string[] = [];
    for await (const piece of filePieces('/proc/version')) pieces.push(piece.toString());
    assert.equal(pieces.join(''), await readFile('/proc/version', 'utf8'));
  });

  it('close the file when their reader has enough', async () => {
    await writeFile(file, randomBytesOf(1, 10_000));
    for await (const piece of filePieces(file, 1000)) {
      assert.equal(piece.length, 1000);
      break;
    }
    const open = await readdir('/proc/self/fd');
    const paths = await Promise.all(open.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
    assert.ok(!paths.includes(file));
  });

  it("fail with the system's error", async () => {
    await assert.rejects(filePieces(`${file}.none`).next(), { code: 'ENOENT' });
    await assert.rejects(filePieces(tmpdir()).next(), { code: 'EISDIR' });
  });
});
