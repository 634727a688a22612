import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { renderActionYmls } from '../../scripts/lib/action-yml.ts';

const rendered = renderActionYmls();

for (const [path, text] of Object.entries(rendered)) {
  it(`${path} is what the tables of inputs and outputs give (npm run action-yml writes it)`, async () => {
    assert.equal(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'), text);
  });

  it(`${path} names bundles that are there`, async () => {
    for (const [, file] of text.matchAll(/^ {2}(?:main|post): (.*)$/gm))
      assert.ok(await readFile(new URL(`../../${path}/../${file}`, import.meta.url)), file);
  });
}

it('action.yml names no input of the command line only', () => {
  assert.doesNotMatch(rendered['action.yml'] ?? '', /cache-dir:/);
});
