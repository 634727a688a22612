import type { TarHeader } from './header.ts';
import { readDecimal, readNumber } from './number.ts';
import type { PaxRecord } from './pax.ts';
import { type Extent, oldExtents, paxSparse } from './sparse.ts';
import { decodeName } from './text.ts';

type MemberType = 'file' | 'directory' | 'symlink' | 'link' | 'character' | 'block' | 'fifo' | 'other';

/** One member of an archive, as the header and the extended headers before it say. */
export interface TarMember {
  readonly type: MemberType;
  /** The type flag of its header; `0` or `5` for the NUL of before POSIX. */
  readonly flag: string;
  /** As the archive has it: `./usr/bin/`. */
  readonly path: string;
  readonly linkTarget: string;
  readonly mode: number;
  /** Bytes that are stored, the map of a sparse file among them. */
  readonly size: number;
  /** Bytes of the file, holes among them. */
  readonly fileSize: number;
  /** What of a sparse file is stored; absent for others, and for those whose map is in the data. */
  readonly extents?: readonly Extent[];
  readonly mapInData?: boolean;
  readonly pax: readonly PaxRecord[];
  /** All its header blocks, extended ones first, to be copied. */
  readonly headers: readonly Buffer[];
  /** Of these the header itself, and the extents of a sparse file after it. */
  readonly own: readonly Buffer[];
  /** Where its data begins in the archive. */
  readonly dataOffset: number;
}

/** What stood before a header: names too long for it, PAX records. */
export interface Extensions {
  readonly path?: string;
  readonly linkTarget?: string;
  readonly pax: readonly PaxRecord[];
}

const TYPES: Readonly<Record<string, MemberType>> = {
  '0': 'file',
  '1': 'link',
  '2': 'symlink',
  '3': 'character',
  '4': 'block',
  '5': 'directory',
  '6': 'fifo',
  '7': 'file', // contiguous
  S: 'file', // sparse, old GNU format
  D: 'directory', // of an incremental backup: names follow
};
/** Their size field says nothing of the archive: no data follows (as in Go's archive/tar, which Docker reads with). */
const WITHOUT_DATA: ReadonlySet<string> = new Set(['1', '2', '3', '4', '5', '6']);

/**
 * As Go's archive/tar has it (reader.go, `next` and `mergePAX`): GNU's long names win over PAX records, these over the
 * header, and a sparse file's own name over all; an empty record says nothing.
 */
export function makeMember(
  header: TarHeader,
  { path, linkTarget, pax }: Extensions,
  sparseBlocks: readonly Buffer[],
): Omit<TarMember, 'headers' | 'dataOffset'> {
  const last = (key: string): Buffer | undefined => {
    const value = pax.findLast((record) => record.key === key)?.value;
    return value?.length === 0 ? undefined : value;
  };
  const size = last('size');
  const { name, realSize, ...sparse } = paxSparse(pax);
  const old = header.flag === 'S' ? gnuSparse(header.block, sparseBlocks) : undefined;
  const text = (key: string): string | undefined => {
    const value = last(key);
    return value === undefined ? undefined : decodeName(value);
  };
  const named = path ?? text('path') ?? header.path;
  // Before POSIX a directory was a file whose name ends in a slash.
  const flag = header.flag === '\0' ? (named.endsWith('/') ? '5' : '0') : header.flag;
  const stored =
    size === undefined ? header.size : readDecimal(size.toString('latin1'), 'the size in a PAX header');
  return {
    type: TYPES[flag] ?? 'other',
    flag,
    path: name ?? named,
    linkTarget: linkTarget ?? text('linkpath') ?? header.linkTarget,
    mode: header.mode,
    size: WITHOUT_DATA.has(flag) ? 0 : stored,
    fileSize: realSize ?? stored,
    ...sparse,
    ...old,
    pax,
    own: [header.block, ...sparseBlocks],
  };
}

/** tar(5), "GNU tar archives": four extents in the header at 386, the real size at 483, 21 in each block after it. */
function gnuSparse(header: Buffer, blocks: readonly Buffer[]): Pick<TarMember, 'extents' | 'fileSize'> {
  return {
    extents: [...oldExtents(header, 386, 4), ...blocks.flatMap((block) => oldExtents(block, 0, 21))],
    fileSize: readNumber(header, 483, 495, 'the size of a sparse file'),
  };
}

/** Whether a block of extents follows: a byte after the fourth extent, or after the 21st. */
export function moreExtents(block: Buffer, isHeader: boolean): boolean {
  return (block[isHeader ? 482 : 504] ?? 0) !== 0;
}
