import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { repository } from '../../scripts/lib/repository.ts';

/** `ACTION@COMMIT # VERSION` of others' actions in some files; OWNER stands for this repository's. */
async function usesIn(patterns: readonly string[]): Promise<{ file: string; action: string; pin: string }[]> {
  const found = [];
  for await (const file of glob(patterns, { cwd: repository })) {
    const text = await readFile(join(repository, file), 'utf8');
    for (const [, action = '', pin = ''] of text.matchAll(/\buses: +(?!\.\/|OWNER\/)([^\s@]+)@(.*)$/gm))
      found.push({ file, action, pin });
  }
  return found;
}

const ours = await usesIn(['.github/workflows/*.yml', '.github/actions/*/action.yml']);
const documented = await usesIn(['README.md', 'docs/**/*.md']);

test('actions in documents are pinned by commit, those that the workflows use by the same one', () => {
  const pins = new Map(ours.map(({ action, pin }) => [action, pin]));
  const wrong = documented.filter(({ action, pin }) =>
    pins.has(action) ? pin !== pins.get(action) : !/^[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(pin),
  );
  assert.deepEqual(wrong, []);
  assert.ok(
    documented.some(({ action }) => pins.has(action)),
    'no document uses an action',
  );
});

test('workflows use an action in one version', () => {
  const pins = new Map<string, string>();
  for (const { file, action, pin } of ours) {
    assert.equal(pins.get(action) ?? pin, pin, `${action} in ${file}`);
    pins.set(action, pin);
  }
});
