import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeDirectory } from '../../src/files/make-directory.ts';

test('directories are made with those above them, once or twice', async (t) => {
  const top = await mkdtemp(join(tmpdir(), 'make-directory-'));
  t.after(() => rm(top, { recursive: true }));
  const deep = join(top, 'a', 'b', 'c');
  await Promise.all([makeDirectory(deep), makeDirectory(deep)]);
  assert.ok((await stat(deep)).isDirectory());
});

test('below a file and below /proc it ends with the errno', { timeout: 10_000 }, async (t) => {
  const top = await mkdtemp(join(tmpdir(), 'make-directory-'));
  t.after(() => rm(top, { recursive: true }));
  await writeFile(join(top, 'file'), '');
  await assert.rejects(makeDirectory(join(top, 'file', 'x')), { code: 'EEXIST' });
  await assert.rejects(makeDirectory('/proc/none/x'), { code: 'ENOENT' });
});
