import { ArchiveError } from './error.ts';
import { createFeeder } from './feeder.ts';
import { BLOCK, parseHeader, type TarHeader } from './header.ts';
import { type Extensions, makeMember, moreExtents, type TarMember } from './member.ts';
import { paxRecords } from './pax.ts';
import { type Extent, mapReader, placing } from './sparse.ts';
import { decodeName, untilNul } from './text.ts';

/** Told what an archive has, in its order. All are called within `write`. */
interface TarEvents {
  /** A member begins; the function returned gets the file's bytes and where in the file they belong. */
  member(member: TarMember): ((bytes: Buffer, offset: number) => void) | undefined;
  /** The member is over. */
  end?(member: TarMember): void;
  /** A member's bytes after its headers, as they are: data, the map of a sparse file, padding. */
  body?(bytes: Buffer): void;
  /** Global PAX headers, with their padding. */
  global?(bytes: Buffer): void;
}

/** Reads an archive that is pushed into it. */
export interface TarParser {
  /** Keeps nothing of the chunk, but in what it tells of a member. @throws ArchiveError. */
  write(chunk: Buffer): void;
  /** The archive is over. @throws ArchiveError `truncated`. */
  end(): void;
}

/** Names and attributes; Go's archive/tar, by which the image is unpacked, reads no more either. */
const MAX_META = 1 << 20;
/** Blocks of extended headers before one member: a PAX header and two long names, and some that are overridden. */
const MAX_EXTENDED = 16;
/** tar pads the end to a record of 10 KiB, or what `--blocking-factor` says; more than this is no padding. */
const MAX_TRAILER = 64 << 20;

/**
 * Makes a parser of ustar, PAX and GNU archives, sparse files in all four formats, that copies nothing it need not
 * and keeps at most {@link MAX_META} of an archive. It reads what Go's archive/tar reads, and refuses what that
 * refuses, because container engines unpack with it. Global PAX headers are passed over, as Docker does.
 */
export function createTarParser(events: TarEvents): TarParser {
  const feeder = createFeeder();
  const { collect, pass } = feeder;
  let place: 'between' | 'lone block' | 'inside' | 'ended' = 'between';
  let headers: Buffer[] = [];
  let extensions: Extensions = { pax: [] };

  const global = (bytes: Buffer): void => events.global?.(bytes);

  function header(block: Buffer): void {
    if (!isZero(block)) {
      place = 'inside';
      dispatch(parseHeader(block));
      return;
    }
    if (place === 'between') place = 'lone block';
    collect(BLOCK, endOfArchive);
  }

  function dispatch(parsed: TarHeader): void {
    const { flag, block } = parsed;
    if (flag === 'g') {
      global(block);
      pass(padded(meta(parsed)), global, next);
      return;
    }
    if (flag === 'x') extended(parsed, (bytes) => ({ ...extensions, pax: [...paxRecords(bytes)] }));
    else if (flag === 'L')
      extended(parsed, (bytes) => ({ ...extensions, path: decodeName(untilNul(bytes)) }));
    else if (flag === 'K')
      extended(parsed, (bytes) => ({ ...extensions, linkTarget: decodeName(untilNul(bytes)) }));
    else if (flag === 'S' && moreExtents(block, true)) sparseBlocks(owned(parsed), [], true);
    else sparseBlocks(parsed, [], false);
  }

  function next(): void {
    if (headers.length === 0) place = 'between';
    collect(BLOCK, header);
  }

  function meta({ size, path }: TarHeader): number {
    if (size > MAX_META)
      throw new ArchiveError('limit', `the extended header ${path} has ${size} bytes, more than ${MAX_META}`);
    return size;
  }

  function extended(parsed: TarHeader, apply: (bytes: Buffer) => Extensions): void {
    const size = meta(parsed);
    headers.push(owned(parsed).block);
    if (headers.length > MAX_EXTENDED)
      throw new ArchiveError('limit', `more than ${MAX_EXTENDED / 2} extended headers follow each other`);
    const done = (part: Buffer): void => {
      const bytes = Buffer.from(part);
      if (bytes.length > 0) headers.push(bytes);
      extensions = apply(bytes.subarray(0, size));
      next();
    };
    if (size === 0) done(Buffer.alloc(0));
    else collect(padded(size), done);
  }

  function sparseBlocks(parsed: TarHeader, blocks: Buffer[], more: boolean): void {
    if (blocks.length === 0) headers.push(parsed.block);
    if (!more) {
      begin(parsed, blocks);
      return;
    }
    if (blocks.length * BLOCK > MAX_META)
      throw new ArchiveError('limit', `the map of ${parsed.path} is too long`);
    collect(BLOCK, (part) => {
      const block = Buffer.from(part);
      headers.push(block);
      sparseBlocks(parsed, [...blocks, block], moreExtents(block, false));
    });
  }

  function begin(parsed: TarHeader, blocks: readonly Buffer[]): void {
    const member: TarMember = {
      ...makeMember(parsed, extensions, blocks),
      headers,
      dataOffset: feeder.offset,
    };
    headers = [];
    extensions = { pax: [] };
    const take = events.member(member);
    const padding = padded(member.size) - member.size;
    const finish = (): void => {
      events.end?.(member);
      next();
    };
    const data = (left: number, extents: readonly Extent[] | undefined): void => {
      const put = take && placing(take, extents);
      pass(
        left,
        (bytes) => {
          events.body?.(bytes);
          put?.(bytes);
        },
        () => pass(padding, (bytes) => events.body?.(bytes), finish),
      );
    };
    if (member.mapInData && member.size > 0) map(member, data);
    else data(member.size, member.extents);
  }

  function map(member: TarMember, data: (left: number, extents: readonly Extent[]) => void): void {
    const read = mapReader();
    let left = member.size;
    const block = (bytes: Buffer): void => {
      events.body?.(bytes);
      left -= bytes.length;
      const extents = read(bytes);
      if (extents !== undefined) data(Math.max(0, left), extents);
      else if (left > 0) collect(BLOCK, block);
      else throw new ArchiveError('invalid', `the map of the sparse file ${member.path} does not end`);
    };
    collect(BLOCK, block);
  }

  /** Two blocks of zeros end the archive, whatever follows. */
  function endOfArchive(second: Buffer): void {
    if (!isZero(second))
      throw new ArchiveError('invalid', `there is a block of zeros in the middle, at byte ${feeder.offset}`);
    if (headers.length > 0) throw new ArchiveError('truncated', 'it ends after an extended header');
    place = 'ended';
    let length = 0;
    const trailer = (bytes: Buffer): void => {
      length += bytes.length;
      if (length > MAX_TRAILER)
        throw new ArchiveError('limit', `after its end follow more than ${MAX_TRAILER} bytes`);
    };
    pass(Number.POSITIVE_INFINITY, trailer, () => undefined);
  }

  next();
  return {
    write: (chunk) => feeder.write(chunk),
    end() {
      // A lone block of zeros at the very end is taken for the end, too.
      if (place === 'inside' || (place !== 'ended' && feeder.isPartial))
        throw new ArchiveError('truncated', 'it ends in the middle of a member');
    },
  };
}

/** Stays as it is when the chunk that it came in is gone. */
function owned(header: TarHeader): TarHeader {
  return { ...header, block: Buffer.from(header.block) };
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

const ZEROS = Buffer.alloc(BLOCK);

function isZero(block: Buffer): boolean {
  return block.equals(ZEROS);
}
