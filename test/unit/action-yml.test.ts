import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { renderActionYml } from '../../scripts/lib/action-yml.ts';

it('action.yml is what the tables of inputs and outputs give (npm run action-yml writes it)', async () => {
  const committed = await readFile(new URL('../../action.yml', import.meta.url), 'utf8');
  assert.equal(committed, renderActionYml());
});

it('action.yml names no input of the command line only', () => {
  assert.doesNotMatch(renderActionYml(), /cache-dir:/);
});
