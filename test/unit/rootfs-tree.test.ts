import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RootfsTree } from '../../src/rootfs/tree.ts';

const file = { type: 'file', executable: true } as const;
const treeOf = (links: Record<string, string>, files: readonly string[] = []): RootfsTree => {
  const tree = new RootfsTree();
  for (const path of files) tree.add(path, file);
  for (const [path, target] of Object.entries(links)) tree.add(path, { type: 'symlink', target });
  return tree;
};

describe('tree of a root filesystem', () => {
  it('follows links on the way and at the end, relative and absolute', () => {
    const tree = treeOf(
      { bin: 'usr/bin', 'usr/bin/sh': '/etc/alternatives/sh', 'etc/alternatives/sh': '../../bin/dash' },
      ['./usr/bin/dash'],
    );
    assert.equal(tree.realPath('/bin/sh'), 'usr/bin/dash');
    assert.equal(tree.resolve('bin/sh'), file);
    assert.deepEqual(tree.list('/bin'), ['dash', 'sh']);
  });

  it('does not leave the root', () => {
    const tree = treeOf({ a: '../../../../etc/x', b: '/../etc/x' }, ['etc/x']);
    assert.equal(tree.realPath('a'), 'etc/x');
    assert.equal(tree.realPath('b'), 'etc/x');
  });

  it('ends on links that go round or lead nowhere', () => {
    const tree = treeOf({ a: 'b', b: 'a', c: 'nothing', self: 'self/x' });
    for (const path of ['a', 'b', 'c', 'self', 'none']) assert.equal(tree.resolve(path), undefined, path);
  });

  it('says where a missing path would be', () => {
    assert.equal(treeOf({ lib64: 'usr/lib64' }).wouldBe('lib64'), 'usr/lib64');
    assert.equal(treeOf({ usr: 'System' }, ['System/x']).wouldBe('usr/lib64'), 'System/lib64');
    assert.equal(treeOf({}).wouldBe('/lib64'), 'lib64');
  });

  it('takes a hard link for its target, and drops .. from names', () => {
    const tree = treeOf({}, ['bin/a']);
    tree.addHardLink('bin/b', './bin/a');
    tree.add('../../bin/c', file);
    assert.deepEqual(tree.list('bin'), ['a', 'b', 'c']);
    assert.equal(tree.resolve('bin/b'), file);
  });

  it('puts entries where an unpacker would: through links among their parents', () => {
    const tree = treeOf({ lib: 'usr/lib' }, ['usr/lib/a']);
    tree.add('lib/b', file);
    assert.deepEqual(tree.list('usr/lib'), ['a', 'b']);
    tree.add('lib', { type: 'directory', children: new Map() });
    tree.add('lib/c', file);
    assert.deepEqual([tree.list('lib'), tree.list('usr/lib')], [['c'], ['a', 'b']]);
  });

  it('replaces what is in the way of a directory', () => {
    const tree = treeOf({ loop: 'loop' }, ['a']);
    tree.add('a/b', file);
    tree.add('loop/b', file);
    assert.deepEqual([tree.list('a'), tree.list('loop')], [['b'], ['b']]);
  });

  describe('in layers', () => {
    const lower = ['dir/a', 'dir/sub/b', 'dir/sub/c', 'other/d'];

    it('whiteouts hide what is below, not what is in the same layer, whatever comes first', () => {
      for (const order of ['before', 'after']) {
        const tree = treeOf({}, lower);
        tree.beginLayer();
        if (order === 'before') tree.hide('dir/sub');
        tree.add('dir/sub/new', file);
        if (order === 'after') tree.hide('dir/sub');
        tree.hide('other/d');
        tree.hide('nothing/there');
        assert.deepEqual(tree.list('dir/sub'), ['new'], order);
        assert.deepEqual([tree.list('dir'), tree.list('other')], [['a', 'sub'], []], order);
      }
    });

    it('opaque directories hide all that is below', () => {
      for (const order of ['before', 'after']) {
        const tree = treeOf({}, lower);
        tree.beginLayer();
        if (order === 'before') tree.hideAll('dir');
        tree.add('dir/sub/new', file);
        if (order === 'after') tree.hideAll('dir');
        assert.deepEqual([tree.list('dir'), tree.list('dir/sub')], [['sub'], ['new']], order);
      }
    });

    it('a third layer hides what the second added; the lowest hides nothing', () => {
      const tree = new RootfsTree();
      tree.beginLayer();
      tree.add('a', file);
      tree.hide('a');
      tree.hideAll('/');
      assert.deepEqual(tree.list('/'), ['a']);
      for (const name of ['b', 'c']) {
        tree.beginLayer();
        tree.add(name, file);
      }
      tree.beginLayer();
      tree.hide('b');
      assert.deepEqual(tree.list('/'), ['a', 'c']);
    });
  });
});
