import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { titledBlocks } from '../support/markdown.ts';

const directory = new URL('../../docs/recipes/', import.meta.url);
const documents = (await readdir(directory)).filter((name) => name.endsWith('.md'));
const blocks = (
  await Promise.all(
    documents.map(async (name) => {
      const found = titledBlocks(await readFile(new URL(name, directory), 'utf8'));
      return found.map((block) => ({ ...block, name: `${name}: ${block.title}` }));
    }),
  )
).flat();

describe('blocks of the recipes', () => {
  it('that push to a registry, log in to it before and may write there', () => {
    const pushing = blocks.filter(({ text }) => /^ +push: true$/m.test(text));
    assert.notDeepEqual(pushing, []);
    for (const { name, text } of pushing) {
      const login = text.search(/uses: docker\/login-action@/);
      assert.ok(login >= 0 && login < text.search(/^ +push: true$/m), name);
      assert.match(text, /^ +packages: write$/m, name);
    }
  });

  it('that call make in the published image, install it: the root filesystem has none', () => {
    const making = blocks.filter(
      ({ text }) => /arm64-on-x86\/debian-12$/m.test(text) && /(run:|^ *-) make\b/m.test(text),
    );
    assert.notDeepEqual(making, []);
    for (const { name, text } of making) assert.match(text, /apt-get install .*\bbuild-essential\b/, name);
  });
});
