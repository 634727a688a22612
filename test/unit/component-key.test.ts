import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { contentKey, hashTree } from '../../src/components/key.ts';

test('a key is the name and 32 hex digits, and does not depend on the order of the parts', () => {
  const key = contentKey('emulator', { a: '1', b: ['x', 'y'] });
  assert.match(key, /^emulator-[0-9a-f]{32}$/);
  assert.equal(contentKey('emulator', { b: ['x', 'y'], a: '1' }), key);
});

test('every part, its name and the order in a list change the key', () => {
  const keys = [
    contentKey('emulator', { a: '1', b: ['x', 'y'] }),
    contentKey('toolchain', { a: '1', b: ['x', 'y'] }),
    contentKey('emulator', { a: '2', b: ['x', 'y'] }),
    contentKey('emulator', { c: '1', b: ['x', 'y'] }),
    contentKey('emulator', { a: '1', b: ['y', 'x'] }),
    contentKey('emulator', { a: '1', b: ['xy'] }),
  ];
  assert.equal(new Set(keys).size, keys.length);
});

test('the hash of a tree names files by path and sees their contents', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'key-'));
  t.after(() => rm(directory, { recursive: true }));
  await mkdir(join(directory, 'b'));
  await writeFile(join(directory, 'b', 'two'), '2');
  await writeFile(join(directory, 'one'), '1');
  const before = await hashTree(directory);
  assert.deepEqual(
    before.map((line) => line.split(' ')[0]),
    ['b/two', 'one'],
  );
  await writeFile(join(directory, 'one'), 'other');
  assert.notDeepEqual(await hashTree(directory), before);
});
