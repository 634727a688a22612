import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { blockOf } from '../support/markdown.ts';
import { defaultPrerequisites } from '../support/prerequisites.ts';

/** The packages in the text's only apt-get install, however it is broken into lines. */
function installedBy(text: string): string[] {
  const [, list = ''] = /apt-get install -y ((?:[a-z0-9.+-]+(?: \\\n +|\n +(?! *-)| )?)+)/.exec(text) ?? [];
  return list.split(/[\s\\]+/).filter((name) => name !== '');
}

for (const [name, title] of [
  ['wheels.md', 'workflow'],
  ['gitlab-ci.md', 'make-image'],
] as const) {
  test(`${name}: what the default toolchain and emulator are built with is installed`, async () => {
    const text = await readFile(new URL(`../../docs/recipes/${name}`, import.meta.url), 'utf8');
    assert.deepEqual(installedBy(blockOf(text, title)).sort(), await defaultPrerequisites());
  });
}
