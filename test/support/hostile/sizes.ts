import { gzipSync, zstdCompressSync } from 'node:zlib';
import { headerBlock, member, padded, paxHeader } from '../tar-blocks.ts';
import { type HostileTar, shell, withShell } from './tar.ts';

const chunk = Buffer.alloc(1 << 24);

/** A gzip file of many members, RFC 1952 section 2.2: gigabytes of zeros are made at once from one small piece. */
function gzipZeros(head: Buffer, chunks: number, tail: Buffer = Buffer.alloc(0)): Buffer {
  const piece = gzipSync(chunk);
  return Buffer.concat([gzipSync(head), ...Array<Buffer>(chunks).fill(piece), gzipSync(tail)]);
}

/** Hostile in how much they say there is, or have packed. */
export const HOSTILE_SIZES: readonly HostileTar[] = [
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
