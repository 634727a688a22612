import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lazily } from '../../src/lazily.ts';

test('a work begins when it is asked for, once, with what it is given first', async () => {
  const given: string[] = [];
  const ask = lazily(async (text: string) => given.push(text));
  assert.deepEqual(given, []);
  assert.deepEqual(await Promise.all([ask('first'), ask('second')]), [1, 1]);
  assert.deepEqual(given, ['first']);
});
