import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseExclusion } from '../../src/rootfs/exclude/glob.ts';

describe('rootfs-exclude', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['boot', ['boot', 'boot/vmlinuz', 'boot/grub/x'], ['bootx', 'usr/boot', 'xboot']],
    ['/boot/', ['boot', 'boot/x'], ['usr/boot']],
    ['./var/cache/*', ['var/cache/apt', 'var/cache/apt/x'], ['var/cache', 'var/cachex']],
    ['*.pyc', ['a.pyc'], ['usr/a.pyc', 'apyc']],
    ['**/*.pyc', ['a.pyc', 'usr/lib/a.pyc'], ['a.py']],
    ['usr/**/doc', ['usr/doc', 'usr/share/doc/x', 'usr/a/b/doc'], ['usr/docs']],
    ['var/log/**', ['var/log/a', 'var/log/a/b'], ['var/log', 'var/logs']],
    ['a?c', ['abc', 'aéc', 'a😀c'], ['ac', 'a/c', 'abbc']],
    ['[a-c]x', ['ax', 'cx'], ['dx', '-x']],
    ['[!a-c]x', ['dx'], ['ax', '/x']],
    ['[^a]x', ['bx'], ['ax']],
    ['a[', ['a['], ['a']],
    ['a\\*b', ['a*b'], ['axb']],
    ['a.b+(c)|d$', ['a.b+(c)|d$'], ['axb+(c)|d$', 'd$', 'd']],
    ['**/.*', ['opt/.x', 'opt/.wh/x'], ['opt/.wh.old', 'opt/.wh..wh..opq', '.wh.a', 'opt/.wh..wh.aufs']],
    ['opt/old', ['opt/old/.wh.x', 'opt/old/.wh..wh..opq'], ['opt/.wh.old']],
    ['caf\udce9', ['caf\udce9'], ['café']],
  ];
  for (const [pattern, out, stays] of cases) {
    it(`${pattern} leaves out ${out.join(', ')}, and not ${stays.join(', ')}`, () => {
      const { isExcluded } = parseExclusion([pattern]);
      for (const path of out) assert.ok(isExcluded(path), path);
      for (const path of stays) assert.ok(!isExcluded(path), path);
    });
  }

  it('takes several patterns, whose order does not count', () => {
    const both = parseExclusion(['b', 'a']);
    assert.ok(both.isExcluded('a') && both.isExcluded('b/x') && !both.isExcluded('c'));
    assert.equal(both.key, parseExclusion(['a', 'b', 'a']).key);
    assert.equal(parseExclusion([]).isExcluded('a'), false);
  });

  for (const pattern of ['', '/', './', '!keep', 'a/../b', '..', '[z-a]'])
    it(`refuses ${JSON.stringify(pattern)}`, () =>
      assert.throws(() => parseExclusion([pattern]), { code: 'input-rootfs-exclude' }));
});
