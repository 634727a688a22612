import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createScanner } from '../../src/rootfs/scan.ts';
import { RootfsTree } from '../../src/rootfs/tree.ts';
import { headerBlock, paxHeader } from '../support/tar-blocks.ts';

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
