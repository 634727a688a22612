import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ArchiveError } from '../../src/tar/read/error.ts';
import { encodeName } from '../../src/tar/read/text.ts';
import { readTar } from '../support/read-tar.ts';
import { archive, headerBlock, member, padded, paxHeader } from '../support/tar-blocks.ts';

const only = (bytes: Buffer) => {
  const [first, second] = readTar(bytes);
  assert.ok(first !== undefined && second === undefined);
  return first;
};

describe('tar parser', () => {
  it('reads what each kind of member is', () => {
    const bytes = archive(
      member({ name: './', type: '5' }),
      member({ name: 'file' }, 'hello'),
      member({ name: 'old', type: '\0' }, 'x'),
      member({ name: 'contiguous', type: '7' }, 'x'),
      member({ name: 'olddir/', type: '\0' }),
      member({ name: 'nodir/' }, 'x'),
      member({ name: 'hard', type: '1', link: 'file' }),
      member({ name: 'soft', type: '2', link: '/etc/x' }),
      member({ name: 'null', type: '3' }),
      member({ name: 'disk', type: '4' }),
      member({ name: 'pipe', type: '6' }),
      member({ name: 'volume', type: 'V' }),
    );
    assert.deepEqual(
      readTar(bytes).map(({ type, path, linkTarget, content }) => [
        type,
        path,
        linkTarget,
        content.toString(),
      ]),
      [
        ['directory', './', '', ''],
        ['file', 'file', '', 'hello'],
        ['file', 'old', '', 'x'],
        ['file', 'contiguous', '', 'x'],
        ['directory', 'olddir/', '', ''],
        ['file', 'nodir/', '', 'x'],
        ['link', 'hard', 'file', ''],
        ['symlink', 'soft', '/etc/x', ''],
        ['character', 'null', '', ''],
        ['block', 'disk', '', ''],
        ['fifo', 'pipe', '', ''],
        ['other', 'volume', '', ''],
      ],
    );
  });

  it('gives the same, however the bytes come', () => {
    const bytes = archive(
      paxHeader([['path', 'a/long/name']]),
      member({ name: 'x' }, 'y'.repeat(1000)),
      member({ name: '././@LongLink', type: 'L' }, 'another/name\0'),
      member({ name: 'x' }, 'z'.repeat(512)),
    );
    const whole = readTar(bytes, bytes.length);
    for (const size of [1, 7, 511, 512, 513, 1000]) assert.deepEqual(readTar(bytes, size), whole, `${size}`);
    assert.deepEqual(
      whole.map(({ path, content, dataOffset }) => [path, content.length, dataOffset]),
      [
        ['a/long/name', 1000, 1536],
        ['another/name', 512, 4096],
      ],
    );
  });

  it('takes the name from GNU before PAX before the header, as Go does, and joins the prefix of ustar only', () => {
    const long = member({ name: '././@LongLink', type: 'L' }, 'gnu\0');
    const link = member({ name: '././@LongLink', type: 'K' }, 'gnu-link\0');
    const pax = paxHeader([
      ['path', 'first'],
      ['path', 'pax'],
      ['linkpath', 'pax-link'],
    ]);
    const named = (...before: Buffer[]) =>
      only(archive(...before, member({ name: 'h', type: '2', link: 'l', prefix: 'p' })));
    const names = (...before: Buffer[]) => [named(...before).path, named(...before).linkTarget];
    assert.deepEqual(names(), ['p/h', 'l']);
    assert.deepEqual(names(long, link), ['gnu', 'gnu-link']);
    assert.deepEqual(names(pax), ['pax', 'pax-link']);
    assert.deepEqual(names(long, pax, link), ['gnu', 'gnu-link']);
    const empty = ['path', 'linkpath', 'size'].map((key) => [key, ''] as const);
    assert.deepEqual(names(paxHeader(empty)), ['p/h', 'l']);
    // Whether an old member is a directory is told by the name that it has in the end.
    const old = readTar(archive(paxHeader([['path', 'd/']]), headerBlock({ type: '\0', size: 600 })));
    assert.deepEqual([old[0]?.type, old[0]?.size], ['directory', 0]);
    assert.equal(only(archive(member({ name: 'h', magic: 'ustar  \0', prefix: 'p' }))).path, 'h');
    // What stood before one member does not count for the next; nor does what is said for all.
    const second = readTar(
      archive(pax, member({}), paxHeader([['path', 'g']], 'g'), member({ name: 'b' })),
    )[1];
    assert.equal(second?.path, 'b');
  });

  it('keeps names that are not UTF-8 apart, and gives their bytes back', () => {
    const latin = Buffer.from([0x66, 0xfc, 0x72]);
    const other = Buffer.from([0x66, 0xfd, 0x72]);
    const members = readTar(
      archive(member({ name: latin }), member({ name: other }), member({ name: 'für' })),
    );
    const [a, b, c] = members.map(({ path }) => path);
    assert.notEqual(a, b);
    assert.equal(c, 'für');
    assert.deepEqual(encodeName(a ?? ''), latin);
    assert.deepEqual(encodeName(`${b}ü`), Buffer.concat([other, Buffer.from('ü')]));
    const pax = only(archive(paxHeader([['path', latin]]), member({})));
    assert.equal(pax.path, a);
  });

  it('reads numbers in base 256, and sizes from PAX', () => {
    const size = Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3]);
    assert.equal(only(archive(member({ size }, 'abc'))).content.toString(), 'abc');
    const pax = only(archive(paxHeader([['size', '3']]), member({ size: 0 }, 'abc')));
    assert.equal(pax.content.toString(), 'abc');
    // No data follows a link or directory, whatever its size says (as Go's archive/tar).
    const [link, next] = readTar(
      archive(headerBlock({ type: '1', size: 600, link: 'x' }), member({ name: 'n' })),
    );
    assert.deepEqual([link?.size, next?.path], [0, 'n']);
  });

  describe('sparse files', () => {
    const expected = Buffer.concat([
      Buffer.alloc(1000),
      Buffer.from('abc'),
      Buffer.alloc(997),
      Buffer.from('de'),
    ]);
    const pair = (offset: number, length: number) =>
      `${offset.toString(8).padStart(11, '0')}\0${length.toString(8).padStart(11, '0')}\0`;
    const check = (...parts: Buffer[]) => {
      const [sparse, next] = readTar(archive(...parts, member({ name: 'next' })));
      assert.equal(sparse?.path, 'real/name');
      assert.deepEqual(sparse?.content, expected);
      assert.equal(next?.path, 'next');
    };

    it('in the old GNU format, with extents after the header', () => {
      const first = { 386: pair(1000, 1), 410: pair(1001, 1), 434: pair(1002, 1), 458: pair(2000, 1) };
      const at = { ...first, 482: '\x01', 483: `${(2002).toString(8).padStart(11, '0')}\0` };
      const more = Buffer.alloc(512);
      more.write(pair(2001, 1), 0, 'latin1');
      const header = headerBlock({ name: 'real/name', type: 'S', size: 5, magic: 'ustar  \0', at });
      check(header, more, padded(Buffer.from('abcde')));
    });

    it('in PAX format 0.0', () => {
      const records = [
        ['GNU.sparse.size', '2002'],
        ['GNU.sparse.numblocks', '2'],
        ['GNU.sparse.offset', '1000'],
        ['GNU.sparse.numbytes', '3'],
        ['GNU.sparse.offset', '2000'],
        ['GNU.sparse.numbytes', '2'],
      ] as const;
      check(paxHeader(records), member({ name: 'real/name' }, 'abcde'));
    });

    it('in PAX format 0.1', () => {
      const records = [
        ['GNU.sparse.name', 'real/name'],
        ['GNU.sparse.size', '2002'],
        ['GNU.sparse.map', '1000,3,2000,2'],
      ] as const;
      check(paxHeader(records), member({ name: 'GNUSparseFile.1/x' }, 'abcde'));
    });

    it('in PAX format 1.0, the map in the data', () => {
      const records = [
        ['GNU.sparse.major', '1'],
        ['GNU.sparse.minor', '0'],
        ['GNU.sparse.name', 'real/name'],
        ['GNU.sparse.realsize', '2002'],
      ] as const;
      const map = padded(Buffer.from('2\n1000\n3\n2000\n2\n'));
      const data = Buffer.concat([map, Buffer.from('abcde')]);
      check(paxHeader(records), member({ name: 'GNUSparseFile.1/x' }, data));
    });

    for (const [what, map] of [
      ['has fewer numbers than it says', '300\n1\n2\n'],
      ['is no list of numbers', 'x\n1\n2\n'],
      ['is much too long', '999999999\n'],
    ] as const) {
      it(`refuses a map that ${what}`, () => {
        const records = paxHeader([
          ['GNU.sparse.major', '1'],
          ['GNU.sparse.realsize', '10'],
        ]);
        assert.throws(() => readTar(archive(records, member({}, padded(Buffer.from(map))))), ArchiveError);
      });
    }
  });

  it('ends at two blocks of zeros, at the end of the bytes, or at a lone block there', () => {
    const file = member({ name: 'a' }, 'x');
    const zeros = Buffer.alloc(512);
    for (const bytes of [archive(file), file, Buffer.concat([file, zeros]), archive(archive(file), file)])
      assert.deepEqual(
        readTar(bytes).map(({ path }) => path),
        ['a'],
      );
    assert.deepEqual(readTar(Buffer.alloc(0)), []);
  });

  const size = (bytes: readonly number[]) => Buffer.from([...bytes, ...Buffer.alloc(12 - bytes.length)]);
  const bad: readonly (readonly [string, Buffer, ArchiveError['problem']])[] = [
    ['a wrong checksum', Buffer.alloc(512, 'x'), 'invalid'],
    ['zeros in the middle', Buffer.concat([Buffer.alloc(512), member({})]), 'invalid'],
    ['a size of letters', archive(member({ size: 'abcdefghijk\0' })), 'invalid'],
    ['a negative size', archive(member({ size: size([0xff, 0xff]) })), 'invalid'],
    ['a size beyond all disks', archive(member({ size: size([0x80, 1]) })), 'invalid'],
    ['a PAX size of letters', archive(paxHeader([['size', '1e3']]), member({})), 'invalid'],
    ['a PAX size beyond all disks', archive(paxHeader([['size', '9'.repeat(30)]]), member({})), 'invalid'],
    ['PAX records that are not valid', archive(member({ type: 'x' }, '99 path=x\n'), member({})), 'invalid'],
    ['PAX records of length 0', archive(member({ type: 'x' }, '0 a=b\n'), member({})), 'invalid'],
    ['a huge PAX header', headerBlock({ type: 'x', size: 2 ** 20 + 1 }), 'limit'],
    ['a huge global header', headerBlock({ type: 'g', size: 2 ** 33 - 1 }), 'limit'],
    ['a huge name', headerBlock({ type: 'L', size: 2 ** 30 }), 'limit'],
    ['extended headers without end', Buffer.concat(Array(20).fill(paxHeader([['a', 'b']]))), 'limit'],
    ['half a header', member({}).subarray(0, 100), 'truncated'],
    ['half a file', member({}, 'x'.repeat(600)).subarray(0, 1024), 'truncated'],
    ['nothing after a PAX header', archive(paxHeader([['path', 'x']])), 'truncated'],
    ['the end after a PAX header', paxHeader([['path', 'x']]), 'truncated'],
  ];
  for (const [what, bytes, problem] of bad) {
    it(`refuses ${what}`, () => {
      for (const chunk of [1, 512, bytes.length])
        assert.throws(() => readTar(bytes, chunk), { name: 'ArchiveError', problem });
    });
  }

  it('refuses much that follows the end', () => {
    const zeros = Buffer.alloc(1 << 20);
    const bytes = Buffer.concat([archive(member({})), ...Array<Buffer>(65).fill(zeros)]);
    assert.throws(() => readTar(bytes), { problem: 'limit' });
  });
});
