import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { renderBenchmarks, renderReadme } from '../../scripts/lib/readme-tables.ts';
import { INPUTS } from '../../src/inputs/inputs.ts';
import { RUN_INPUTS } from '../../src/inputs/run.ts';
import { OUTPUTS } from '../../src/report/outputs.ts';
import { RUN_OUTPUTS } from '../../src/run/outputs.ts';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');

test("the README's tables say what inputs and outputs are (npm run action-yml writes them)", () => {
  assert.equal(readme, renderReadme(readme));
  for (const { name, description } of [...INPUTS, ...OUTPUTS, ...RUN_INPUTS, ...RUN_OUTPUTS]) {
    const rows = readme.split('\n').filter((line) => line.startsWith(`| \`${name}\` `));
    assert.ok(
      rows.some((row) => row.includes(description)),
      name,
    );
  }
});

test('the table of benchmarks says what results.json does', async () => {
  const text = await readFile(new URL('../../bench/README.md', import.meta.url), 'utf8');
  assert.equal(text, renderBenchmarks(text));
});
