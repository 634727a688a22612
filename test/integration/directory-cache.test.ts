import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createDirectoryCache, defaultCacheDirectory } from '../../src/cache/directory.ts';

describe('cache in a directory', () => {
  let directory = '';
  let warnings: string[] = [];
  const path = (...parts: string[]): string => join(directory, ...parts);
  const cache = (root = path('cache')) => createDirectoryCache(root, (message) => warnings.push(message));
  const entryWith = async (name: string, text: string): Promise<string> => {
    await mkdir(path(name, 'sub'), { recursive: true });
    await writeFile(path(name, 'blob'), text);
    await writeFile(path(name, 'sub', 'more'), text);
    return path(name);
  };
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-test-'));
    warnings = [];
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('gives back what was saved, and nothing for another key', async () => {
    await cache().save('key-1', await entryWith('a', 'text'));
    assert.equal(await cache().restore('key-1', path('out')), true);
    assert.equal(await readFile(path('out', 'blob'), 'utf8'), 'text');
    assert.equal(await readFile(path('out', 'sub', 'more'), 'utf8'), 'text');
    assert.equal(await cache().restore('key-2', path('out2')), false);
    assert.deepEqual(warnings, []);
  });

  it('leaves a key that exists as it is, and does not follow later changes of what was saved', async () => {
    await cache().save('key', await entryWith('a', 'first'));
    await cache().save('key', await entryWith('b', 'second'));
    await writeFile(path('a', 'blob'), 'changed');
    await cache().restore('key', path('out'));
    assert.equal(await readFile(path('out', 'blob'), 'utf8'), 'first');
    assert.equal((await stat(path('out', 'blob'))).mode & 0o777, 0o444);
  });

  it('takes another in place of what was discarded', async () => {
    await cache().discard('key');
    await cache().save('key', await entryWith('a', 'damaged'));
    await cache().discard('key');
    assert.equal(await cache().restore('key', path('none')), false);
    await cache().save('key', await entryWith('b', 'whole'));
    await cache().restore('key', path('out'));
    assert.equal(await readFile(path('out', 'blob'), 'utf8'), 'whole');
    assert.deepEqual(warnings, []);
  });

  it('holds one whole entry after many writers of one key', async () => {
    const sources = await Promise.all(
      Array.from({ length: 8 }, (_, i) => entryWith(`s${i}`, String(i).repeat(1000))),
    );
    await Promise.all(sources.map((source) => cache().save('key', source)));
    await cache().restore('key', path('out'));
    const blob = await readFile(path('out', 'blob'), 'utf8');
    assert.equal(await readFile(path('out', 'sub', 'more'), 'utf8'), blob);
    assert.equal(blob.length, 1000);
    assert.deepEqual(await readdir(path('cache', 'tmp')), []);
    assert.deepEqual(warnings, []);
  });

  it('takes any key for a name inside of the directory', async () => {
    for (const key of ['../../escape', '.', 'a/b', 'x'.repeat(300)]) {
      await cache().save(key, await entryWith('a', key));
      assert.equal(await cache().restore(key, path('out')), true, key);
      assert.equal(await readFile(path('out', 'blob'), 'utf8'), key);
      await rm(path('out'), { recursive: true });
    }
    assert.deepEqual((await readdir(directory)).sort(), ['a', 'cache']);
  });

  it('warns, and nothing else, when it cannot be written or read', async () => {
    await writeFile(path('file'), '');
    const broken = cache(path('file', 'cache'));
    await broken.save('key', await entryWith('a', 'x'));
    assert.equal(await broken.restore('key', path('out')), false);
    assert.equal(warnings.length, 2);
    assert.match(warnings[0] ?? '', /cannot write to the cache .*ENOTDIR/);
  });

  it('removes what a killed run left a day ago, not what is younger', async () => {
    await mkdir(path('cache', 'tmp', 'old'), { recursive: true });
    await mkdir(path('cache', 'tmp', 'young'));
    const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(path('cache', 'tmp', 'old'), longAgo, longAgo);
    await cache().save('key', await entryWith('a', 'x'));
    assert.deepEqual(await readdir(path('cache', 'tmp')), ['young']);
  });

  it('lies where the XDG specification says', () => {
    assert.equal(defaultCacheDirectory({ XDG_CACHE_HOME: '/x' }, '/home/u'), '/x/arm64-on-x86');
    assert.equal(
      defaultCacheDirectory({ XDG_CACHE_HOME: 'relative' }, '/home/u'),
      '/home/u/.cache/arm64-on-x86',
    );
    assert.equal(defaultCacheDirectory({}, '/home/u'), '/home/u/.cache/arm64-on-x86');
  });
});
