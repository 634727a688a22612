import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bashSeconds } from '../../scripts/lib/timing.ts';

test("what bash's time printed is found among other lines, and never taken for granted", () => {
  assert.equal(bashSeconds('0.250\n'), 0.25);
  assert.equal(bashSeconds('bash: warning: 1 thing\n12.345\n'), 12.345);
  for (const text of ['', '0.000', 'real 0m1.000s', '1 2'])
    assert.throws(() => bashSeconds(text), { code: 'no-time' }, text);
});
