import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findPackages } from '../../src/rootfs/dpkg.ts';
import { createScanner } from '../../src/rootfs/scan.ts';
import { RootfsTree } from '../../src/rootfs/tree.ts';
import { headerBlock, member, paxHeader } from '../support/tar-blocks.ts';

const MAX = 10;
const files = (count: number, directory = ''): Buffer[] =>
  Array.from({ length: count }, (_, index) => headerBlock({ name: `${directory}${index}` }));

describe('files of a root filesystem', () => {
  /** Reads layers that are allowed MAX entries. */
  function scan(layers: readonly (readonly Buffer[])[], isExcluded = (): boolean => false): void {
    const scanner = createScanner(new RootfsTree(), 'r.tar', isExcluded, MAX);
    for (const layer of layers) {
      const { parser } = scanner.layer();
      parser.write(Buffer.concat(layer));
      parser.end();
    }
  }

  const longLink = [paxHeader([['linkpath', 'x'.repeat(3000)]]), headerBlock({ name: 'link', type: '2' })];
  for (const [what, fits, tooMany] of [
    ['in one layer', [files(MAX)], [files(MAX + 1)]],
    ['in all layers', [files(4), files(6, 'x')], [files(4), files(7, 'x')]],
    ['directories that have no member', [files(5, 'a/b/c/')], [files(5, 'a/b/c/d/e/f/')]],
    ['long links count as several', [files(9)], [longLink]],
  ] as const) {
    it(`${what}: as many as are allowed, and not one more`, () => {
      scan(fits);
      assert.throws(() => scan(tooMany), {
        code: 'rootfs-too-many-files',
        message: 'rootfs: r.tar has more than 10 files and directories',
        hint: /excluded files are counted/,
      });
    });
  }

  it('excluded ones are counted', () =>
    assert.throws(() => scan([files(MAX + 1)], () => true), { code: 'rootfs-too-many-files' }));
});

describe('contents of a root filesystem', () => {
  const status = (layer: number): string =>
    ['kept', `layer${layer}`]
      .map((name) => `Package: ${name}\nStatus: install ok installed\nVersion: ${layer}\n`)
      .join('\n')
      .padEnd(2 << 20, ' \n');
  const libc = (name: string, size = 20 << 20): Buffer =>
    member({ name: `usr/lib/${name}/libc.so.6` }, Buffer.alloc(size));

  it("of many layers are the last one's, however much those before it had", () => {
    const tree = new RootfsTree();
    const scanner = createScanner(tree, 'image', () => false);
    for (let layer = 1; layer <= 60; layer++) {
      const { parser } = scanner.layer();
      parser.write(member({ name: 'var/lib/dpkg/status' }, status(layer)));
      parser.end();
    }
    assert.deepEqual(findPackages(tree), { kept: '60', layer60: '60' });
  });

  for (const [what, parts, isExcluded] of [
    ['under many names', [1, 2, 3, 4, 5, 6].map((at) => libc(`${at}`)), false],
    [
      'replaced, but still there under another name',
      [1, 2, 3, 4, 5, 6].flatMap((at) => [
        libc('a'),
        member({ name: `kept${at}`, type: '1', link: 'usr/lib/a/libc.so.6' }),
      ]),
      false,
    ],
    ['that are excluded', [1, 2, 3, 4, 5, 6].map((at) => libc(`${at}`)), true],
  ] as const) {
    it(`are refused where they are too many: ${what}`, () => {
      const { parser } = createScanner(new RootfsTree(), 'r.tar', () => isExcluded).layer();
      assert.throws(() => parts.forEach(parser.write), {
        code: 'rootfs-hostile',
        message: /r\.tar has more than 64 MiB/,
      });
    });
  }
});
