import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { INPUTS } from '../../src/inputs/inputs.ts';
import { OUTPUTS } from '../../src/report/outputs.ts';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');

test("the README's table of inputs says what the inputs are", () => {
  const section = readme.slice(readme.indexOf('\n## Inputs'), readme.indexOf('\n| output'));
  // The formatter aligns the cells.
  const lines = section.split('\n').map((line) => line.replace(/ +/g, ' '));
  const rows = lines.filter((line) => line.startsWith('| `'));
  const expected = INPUTS.map(({ name, required, default: value, only, description }) => {
    const standard = required ? 'required' : value === undefined ? '' : `\`${value}\``;
    const note = only === 'command-line' ? ' (command line only)' : '';
    return `| \`${name}\` | ${standard}${standard === '' ? '' : ' '}| ${description}${note} |`;
  });
  assert.deepEqual(rows, expected);
});

test("the README's table of outputs says what the outputs are", () => {
  const rows = readme
    .slice(readme.indexOf('\n| output'))
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '))
    .filter((line) => line.startsWith('| `'));
  const expected = OUTPUTS.map(({ name, description }) => `| \`${name}\` | ${description} |`);
  assert.deepEqual(rows.slice(0, expected.length), expected);
});
