import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atMostEvery } from '../../src/host/at-most-every.ts';

test('the first line is passed on, and then one each interval', () => {
  const printed: string[] = [];
  let now = 5;
  const pass = atMostEvery(
    10,
    (line) => printed.push(line),
    () => now,
  );
  for (; now < 40; now += 4) pass(`at ${now}`);
  assert.deepEqual(printed, ['at 5', 'at 17', 'at 29']);
});
