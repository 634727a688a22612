import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rewriteTar } from '../../src/rootfs/exclude/rewrite.ts';
import { createScanner } from '../../src/rootfs/scan.ts';
import { RootfsTree } from '../../src/rootfs/tree.ts';
import { readTar } from '../support/read-tar.ts';
import { archive, member } from '../support/tar-blocks.ts';

const LONG = `${'long/'.repeat(30)}sparse`;
const SPARSE = {
  name: 'cut off',
  type: 'S',
  magic: 'ustar  \0',
  mode: '0000640',
  at: { 386: '00000001000\x0000000000003\0', 410: '00000002000\x0000000000000\0', 483: '00000002000\0' },
};

/** An archive as a layer has it, if it is written anew at all. */
async function asLayer(bytes: Buffer, isExcluded = (_path: string): boolean => false) {
  const tree = new RootfsTree();
  const { parser, plan } = createScanner(tree, 'r.tar', isExcluded).layer();
  parser.write(bytes);
  parser.end();
  const chunks: Buffer[] = [];
  async function* source() {
    yield bytes;
  }
  for await (const chunk of rewriteTar(source(), isExcluded, plan(), 'r.tar')) chunks.push(chunk);
  return { tree, changed: plan().members, members: readTar(Buffer.concat(chunks)) };
}

describe('members that container engines refuse', () => {
  it("come as POSIX's, which say the same", async () => {
    const bytes = archive(
      member({ name: 'backup of /', type: 'V' }),
      member({ name: './', type: 'D' }, 'Ybin\0\0'),
      member({ name: '././@LongLink', type: 'L' }, `${LONG}\0`),
      member(SPARSE, 'abc'),
      member({ name: '././@LongLink', type: 'K' }, `${LONG}\0`),
      member({ name: 'hard', type: '1' }),
      member({ name: 'contiguous', type: '7' }, 'x'),
      member({ name: 'file' }, 'y'),
    );
    const { tree, changed, members } = await asLayer(bytes);
    assert.equal(changed, 4);
    const content = Buffer.alloc(0o2000);
    content.write('abc', 0o1000);
    assert.deepEqual(
      members.map((found) => [found.flag, found.path, found.content.toString()]),
      [
        ['5', './', ''],
        ['0', LONG, content.toString()],
        ['1', 'hard', ''],
        ['0', 'contiguous', 'x'],
        ['0', 'file', 'y'],
      ],
    );
    const [, sparse] = members;
    assert.deepEqual([sparse?.mode, sparse?.size, sparse?.fileSize], [0o640, 3, 0o2000]);
    assert.deepEqual(
      sparse?.pax.map(({ key, value }) => [key, value.toString()]),
      [
        ['GNU.sparse.size', '1024'],
        ['GNU.sparse.numblocks', '2'],
        ['GNU.sparse.map', '512,3,1024,0'],
        ['path', LONG],
      ],
    );
    assert.deepEqual(tree.list('/'), ['contiguous', 'file', 'hard', 'long']);
  });

  it('go on under the name of a hard link which stays', async () => {
    const bytes = archive(member(SPARSE, 'abc'), member({ name: 'hard', type: '1', link: 'cut off' }));
    const { members } = await asLayer(bytes, (path) => path === 'cut off');
    assert.deepEqual(
      members.map(({ flag, path, fileSize }) => [flag, path, fileSize]),
      [['0', 'hard', 0o2000]],
    );
  });

  it('are refused by their names where no form says the same, unless they are excluded', async () => {
    for (const type of ['M', 'N', 'A']) {
      const bytes = archive(member({ name: 'a/part', type }, 'x'));
      await assert.rejects(asLayer(bytes), {
        code: 'rootfs-member-type',
        message: new RegExp(`type "${type}".*"a/part"`),
        hint: /--format=posix/,
      });
      assert.deepEqual((await asLayer(bytes, (path) => path === 'a/part')).members, []);
    }
  });
});
