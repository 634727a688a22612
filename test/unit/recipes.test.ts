import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { repository } from '../../scripts/lib/repository.ts';
import { hashRecipes, recipeModules, withoutComments } from '../../src/recipes/recipe-hash.ts';

describe('recipes', () => {
  let source = '';
  before(async () => {
    source = await mkdtemp(join(tmpdir(), 'recipes-'));
    await cp(join(repository, 'src'), source, { recursive: true });
  });
  after(() => rm(source, { recursive: true }));

  /** Which recipes a change of a file changes. */
  async function changedBy(file: string, change: (text: string) => string): Promise<string[]> {
    const path = join(source, file);
    const text = await readFile(path, 'utf8');
    const before = hashRecipes(source);
    await writeFile(path, change(text));
    const after = hashRecipes(source);
    await writeFile(path, text);
    return Object.entries(after)
      .filter(([name, hash]) => hash !== before[name as keyof typeof before])
      .map(([name]) => name);
  }

  const statement = (text: string) => `${text}export const added = 1;\n`;

  it('change with the code that makes the thing, near or far, and with data', async () => {
    assert.deepEqual(await changedBy('components/emulator/configure.ts', statement), ['emulator']);
    assert.deepEqual(await changedBy('components/natives/guest-strings.ts', statement), ['natives']);
    assert.deepEqual(await changedBy('components/natives/packages.json', (text) => text.replace('[', '[ ')), [
      'natives',
    ]);
    assert.deepEqual(await changedBy('components/debugger/python.ts', statement), ['debugger']);
    assert.deepEqual(await changedBy('components/runtime/gconv.ts', statement), ['runtime']);
    assert.deepEqual(await changedBy('image/config.ts', statement), ['image']);
    assert.ok((await changedBy('components/tree.ts', statement)).includes('toolchain-sdk'));
  });

  it('do not change with comments, messages of the host, or where things are fetched from', async () => {
    assert.deepEqual(
      await changedBy('components/emulator/build.ts', (text) => `/** New.\n * x\n */\n${text}`),
      [],
    );
    assert.deepEqual(await changedBy('source/download.ts', statement), []);
    assert.deepEqual(await changedBy('host/host.ts', statement), []);
  });

  it('follow imports of values only', () => {
    const modules = recipeModules(source, ['components/emulator/emulator.ts']);
    assert.ok(modules.includes('components/tree.ts') && modules.includes('components/emulator/series.ts'));
    assert.ok(!modules.some((path) => path.startsWith('inputs/')), modules.join());
  });

  it('leave code beside a comment', () => {
    assert.equal(withoutComments('a /* b */\n// c\n/** d */\n\n  * e\n/*\n f\n*/\ng'), 'a /* b */\n  * e\ng');
  });
});
