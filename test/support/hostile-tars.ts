import { gzipSync, zstdCompressSync } from 'node:zlib';
import { elfHead } from './rootfs-tar.ts';
import { archive, headerBlock, member, padded, paxHeader } from './tar-blocks.ts';

/** An archive that means harm, and what comes of it: the code of the refusal, or nothing. */
interface HostileTar {
  readonly what: string;
  make(): Buffer;
  readonly refused?: string;
}

const shell = member({ name: 'bin/sh' }, elfHead(183));
/** A root filesystem that is taken, with something hostile in it. */
const withShell = (...parts: readonly Buffer[]): Buffer => archive(shell, ...parts);
const link = (name: string, target: string, type = '2'): Buffer => member({ name, type, link: target });
const chunk = Buffer.alloc(1 << 24);

/** A gzip file of many members, RFC 1952 section 2.2: gigabytes of zeros are made at once from one small piece. */
function gzipZeros(head: Buffer, chunks: number, tail: Buffer = Buffer.alloc(0)): Buffer {
  const piece = gzipSync(chunk);
  return Buffer.concat([gzipSync(head), ...Array<Buffer>(chunks).fill(piece), gzipSync(tail)]);
}

export const HOSTILE_TARS: readonly HostileTar[] = [
  {
    what: 'a name that climbs',
    make: () => withShell(member({ name: '../../evil' }, 'x')),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a name that climbs later',
    make: () => withShell(member({ name: 'a/../../evil' }, 'x')),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a name that climbs, in PAX',
    make: () => withShell(paxHeader([['path', '../evil']]), member({}, 'x')),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a name that climbs, in a GNU long name',
    make: () => withShell(member({ type: 'L' }, '../evil\0'), member({}, 'x')),
    refused: 'rootfs-unsafe',
  },
  {
    what: "a name that climbs, as a sparse file's",
    make: () =>
      withShell(
        paxHeader([
          ['GNU.sparse.name', '../evil'],
          ['GNU.sparse.map', '0,1'],
        ]),
        member({}, 'x'),
      ),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a name with a NUL',
    make: () => withShell(paxHeader([['path', 'a\0b']]), member({})),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a name that Linux does not take',
    make: () => withShell(paxHeader([['path', 'a'.repeat(256)]]), member({})),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a path that Linux does not take',
    make: () => withShell(paxHeader([['path', 'a/'.repeat(3000)]]), member({})),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a symbolic link longer than Linux takes, and a file behind it',
    make: () =>
      withShell(
        paxHeader([['linkpath', 'a/'.repeat(250_000)]]),
        member({ name: 'x', type: '2' }),
        member({ name: 'x/y' }, 'z'),
      ),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a hard link out of the tree',
    make: () => withShell(link('x', '../../etc/passwd', '1')),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a hard link to nothing',
    make: () => withShell(link('x', 'nothing', '1')),
    refused: 'rootfs-broken-link',
  },
  {
    what: 'a hard link to a directory',
    make: () => withShell(link('x', 'bin', '1')),
    refused: 'rootfs-broken-link',
  },
  {
    what: 'a hard link to itself',
    make: () => withShell(link('x', 'x', '1')),
    refused: 'rootfs-broken-link',
  },
  {
    what: 'hard links in a ring',
    make: () => withShell(link('a', 'b', '1'), link('b', 'a', '1')),
    refused: 'rootfs-broken-link',
  },
  { what: 'an absolute name', make: () => withShell(member({ name: '/etc/evil' }, 'x')) },
  { what: 'an absolute hard link', make: () => withShell(link('x', '/bin/sh', '1')) },
  {
    what: 'links out of the tree',
    make: () => withShell(link('a', '/etc'), link('b', '../../../..'), link('c', '/')),
  },
  {
    what: 'a file through a link out of the tree',
    make: () => withShell(link('out', '/../../../tmp'), member({ name: 'out/evil' }, 'x')),
  },
  {
    what: 'links in a ring',
    make: () => withShell(link('a', 'b'), link('b', 'a'), member({ name: 'a/b/c' }, 'x')),
  },
  {
    what: 'links that double at each step',
    make: () =>
      withShell(
        ...Array.from({ length: 50 }, (_, i) => link(`l${i}`, `l${i + 1}/l${i + 1}/../l${i + 1}`)),
        member({ name: 'l0/x' }),
      ),
  },
  {
    what: 'devices',
    make: () => withShell(member({ name: 'sda', type: '4' }), member({ name: 'mem', type: '3' })),
  },
  {
    what: 'the same member many times, as different things',
    make: () =>
      withShell(
        ...['5', '0', '2', '5', '6', '0'].map((type) =>
          member({ name: 'x', type, link: type === '2' ? 'bin' : '' }),
        ),
        member({ name: 'x/y' }),
      ),
  },
  {
    what: 'a shell in which a directory follows',
    make: () => withShell(member({ name: 'bin/sh/', type: '5' })),
    refused: 'rootfs-no-shell',
  },
  {
    what: 'whiteouts of everything',
    make: () =>
      withShell(member({ name: '.wh.bin' }), member({ name: 'bin/.wh..wh..opq' }), member({ name: '.wh.' })),
  },
  {
    what: 'a size over all others',
    make: () => withShell(headerBlock({ size: '77777777777\0' })),
    refused: 'rootfs-truncated',
  },
  {
    what: 'a size of 2^94',
    make: () => withShell(headerBlock({ size: Buffer.from([0x80, ...Array<number>(11).fill(0xff)]) })),
    refused: 'rootfs-not-a-tar',
  },
  {
    what: 'a negative size',
    make: () => withShell(headerBlock({ size: Buffer.alloc(12, 0xff) })),
    refused: 'rootfs-not-a-tar',
  },
  {
    what: 'a PAX header of a gibibyte',
    make: () => Buffer.concat([shell, headerBlock({ type: 'x', size: 2 ** 30 })]),
    refused: 'rootfs-hostile',
  },
  {
    what: 'PAX headers without end',
    make: () => Buffer.concat([shell, ...Array<Buffer>(64).fill(paxHeader([['comment', 'x'.repeat(1e6)]]))]),
    refused: 'rootfs-hostile',
  },
  {
    what: 'a sparse file of eight exbibytes',
    make: () =>
      withShell(
        paxHeader([
          ['GNU.sparse.map', '0,1'],
          ['GNU.sparse.size', String(2 ** 53 - 1)],
        ]),
        member({}, 'x'),
      ),
  },
  {
    what: 'a libc that says it is sparse and huge',
    make: () =>
      withShell(
        paxHeader([
          ['GNU.sparse.map', '33554431,1'],
          ['GNU.sparse.size', '33554432'],
        ]),
        ...Array<Buffer>(20).fill(
          Buffer.concat([
            paxHeader([
              ['GNU.sparse.map', '33554431,1'],
              ['GNU.sparse.size', '33554432'],
            ]),
            member({ name: 'usr/lib/libc.so.6' }, 'x'),
          ]),
        ),
        member({ name: 'z' }),
      ),
  },
  {
    what: 'a sparse map that does not fit the file',
    make: () =>
      withShell(
        paxHeader([
          ['GNU.sparse.map', '0,99999999,5,5'],
          ['GNU.sparse.size', '1'],
        ]),
        member({}, 'xyz'),
      ),
  },
  {
    what: 'a sparse map without end',
    make: () =>
      withShell(
        paxHeader([
          ['GNU.sparse.major', '1'],
          ['GNU.sparse.minor', '0'],
          ['GNU.sparse.realsize', '1'],
        ]),
        member({}, padded(Buffer.from(`100000000\n${'1\n'.repeat(2 ** 20)}`))),
      ),
    refused: 'rootfs-hostile',
  },
  {
    what: '10 GiB of zeros instead of an archive',
    make: () => gzipZeros(Buffer.alloc(0), 640),
    refused: 'rootfs-hostile',
  },
  {
    what: '10 GiB of zeros after an archive',
    make: () => gzipZeros(withShell(), 640),
    refused: 'rootfs-hostile',
  },
  {
    what: 'a file of 2 GiB of zeros',
    make: () =>
      gzipZeros(
        Buffer.concat([shell, headerBlock({ name: 'swapfile', size: 2 ** 31 })]),
        128,
        Buffer.alloc(1024),
      ),
  },
  {
    what: 'a zstd frame that wants a window of 2 GiB',
    // RFC 8878 section 3.1.1.1.2: the window descriptor follows the frame header's first byte.
    make: () => {
      const frame = Buffer.from(zstdCompressSync(Buffer.concat([withShell(), chunk])));
      frame[5] = 0xa8;
      return frame;
    },
    refused: 'rootfs-damaged',
  },
];
