// Root filesystems as large as they come, in little memory.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { createScanner } from '../../src/rootfs/scan.ts';
import { RootfsTree } from '../../src/rootfs/tree.ts';
import { elfHead } from '../support/rootfs-tar.ts';
import { headerBlock, member } from '../support/tar-blocks.ts';

const CHILD = fileURLToPath(new URL('../support/open-rootfs-child.ts', import.meta.url));
const FILES = 300_000;
/** Members of a gzip file, one after the other. */
function* pieces(): Generator<Buffer> {
  yield gzipSync(member({ name: 'bin/sh' }, elfHead(183)));
  for (let start = 0; start < FILES; start += 10_000) {
    const files = Array.from({ length: 10_000 }, (_, index) => {
      const number = start + index;
      const name = `usr/share/packages/package-${number % 1000}/documentation/file-${number}.html`;
      return headerBlock({ name, mode: '0000644' });
    });
    yield gzipSync(Buffer.concat(files), { level: 1 });
  }
  yield gzipSync(Buffer.alloc(1024));
}

it('reads 300,000 files in less than 256 MiB', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-large-'));
  try {
    const file = join(directory, 'rootfs.tar.gz');
    await pipeline(pieces(), createWriteStream(file));
    const { stdout } = await promisify(execFile)(process.execPath, [CHILD, join(directory, 'cache'), file], {
      env: { ...process.env, TMPDIR: directory },
    });
    const { outcomes, peakMiB } = JSON.parse(stdout);
    assert.deepEqual(outcomes, ['taken']);
    // Of which Node alone, stripping types, has some 100.
    assert.ok(peakMiB < 256, `${peakMiB} MiB`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

it('reads a file of more than 4 GiB, and what comes after it', () => {
  const tree = new RootfsTree();
  const { parser } = createScanner(tree, 'archive', () => false).layer();
  const zeros = Buffer.alloc(1 << 20);
  const size = 2 ** 32 + zeros.length;
  parser.write(headerBlock({ name: 'var/lib/disk.img', size }));
  for (let sent = 0; sent < size; sent += zeros.length) parser.write(zeros);
  parser.write(member({ name: 'bin/sh' }, elfHead(183)));
  parser.end();
  assert.deepEqual(tree.entry('bin/sh'), { type: 'file', executable: true, machine: 183 });
});
