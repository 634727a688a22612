import assert from 'node:assert/strict';
import { it } from 'node:test';
import { blockOf, stepInputs, titledBlocks } from '../support/markdown.ts';

const document = [
  'Text',
  '```c title="a/b.c"',
  'int x;',
  '```',
  '```sh',
  'untitled',
  '```',
  '```yaml title="step"',
  '- uses: o/r/run@v0',
  '  with:',
  '    image: i:1',
  '    run: |',
  '      if true; then',
  '        make',
  '      fi',
  '```',
  '',
].join('\n');

it('finds blocks by their titles', () => {
  assert.deepEqual(
    titledBlocks(document).map(({ language, title }) => `${language} ${title}`),
    ['c a/b.c', 'yaml step'],
  );
  assert.equal(blockOf(document, 'a/b.c'), 'int x;\n');
  assert.throws(() => blockOf(document, 'none'), /no block titled none/);
});

it("reads a step's inputs", () => {
  assert.deepEqual(stepInputs(blockOf(document, 'step')), {
    image: 'i:1',
    run: 'if true; then\n  make\nfi\n',
  });
});
