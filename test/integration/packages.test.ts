import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ensurePackages } from '../../scripts/lib/packages.ts';

test('packages that are there are not asked for again, also while output goes to the terminal', async () => {
  assert.deepEqual(await ensurePackages(['registry'], { inherit: true }), []);
});
