import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOADER_NAMES, patchLoader } from '../../src/components/runtime/loader.ts';

const PRELOAD = '\0/etc/ld.so.preload\0';
const CACHE = '\0/etc/ld.so.cache\0';

test('replacements have the length of what they replace', () => {
  for (const { from, to } of LOADER_NAMES) assert.equal(to.length, from.length);
});

test('both names are replaced, and the same words within a longer text are not', () => {
  const loader = Buffer.from(`head${CACHE}text${PRELOAD}Do not use /etc/ld.so.cache\0tail`);
  const patched = patchLoader(loader).toString();
  assert.equal(
    patched,
    'head\0/x86_64/ld.cache\0text\0/x86_64/ld.preload\0Do not use /etc/ld.so.cache\0tail',
  );
  assert.ok(loader.includes(CACHE), 'the input is left as it is');
});

test('a loader without a name, or with a name twice, is refused', () => {
  for (const text of [PRELOAD, CACHE, `${PRELOAD}${CACHE}${CACHE}`]) {
    assert.throws(() => patchLoader(Buffer.from(text)), { code: 'loader-unknown' });
  }
});
