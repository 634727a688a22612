import { ToolError } from '../../errors.ts';
import { writeChecksum } from '../../tar/read/header.ts';
import type { TarMember } from '../../tar/read/member.ts';

/** What becomes of a member before a container engine gets it. */
type EngineForm = 'kept' | 'changed' | 'dropped';

/**
 * Engines know POSIX's types and refuse a whole layer for any other (`unhandled tar header type`: createTarFile in
 * moby's pkg/archive, containerd's archive and containers/storage's). Of GNU tar's own these say the same in POSIX's
 * words: contiguous and sparse files, directories of incremental backups.
 */
const POSIX_TYPES: Readonly<Record<string, string>> = { '7': '0', S: '0', D: '5' };
/** The name that --label gives an archive. */
const VOLUME = 'V';
/** Their map, of at most 34 bytes each, goes into a PAX header, of which Go's archive/tar takes 1 MiB. */
const MAX_EXTENTS = 20_000;

/**
 * @param location what is read, for messages.
 * @throws ToolError `rootfs-member-type` for what has no other form: parts of files that other volumes have, for one.
 */
export function engineForm({ flag, path, extents = [] }: TarMember, location: string): EngineForm {
  if (/^[0-6]$/.test(flag)) return 'kept';
  if (flag === VOLUME) return 'dropped';
  if (POSIX_TYPES[flag] !== undefined && extents.length <= MAX_EXTENTS) return 'changed';
  throw new ToolError(
    'rootfs-member-type',
    `rootfs: ${location} has a member of type ${JSON.stringify(flag)}, which no container engine unpacks: ${JSON.stringify(path)}`,
    'make the archive with tar --format=posix -C DIRECTORY -czf rootfs.tar.gz . (and without --multi-volume)',
  );
}

/** A member's own header blocks, with a type that engines take; the attributes stay as they are. */
export function posixHeaders({ flag, own }: TarMember): readonly Buffer[] {
  const type = POSIX_TYPES[flag];
  const [first] = own;
  if (type === undefined || first === undefined) return own;
  const header = Buffer.from(first);
  header.write(type, 156, 'latin1');
  if (flag === 'D') header.write('00000000000\0', 124, 'latin1'); // the names in it, of which an unpacker needs none
  if (flag === 'S') {
    // GNU tar heeds a sparse file's PAX records behind POSIX's magic only, which has the prefix where GNU's has extents.
    header.fill(0, 345);
    header.write('ustar\x0000', 257, 'latin1');
  }
  return [writeChecksum(header)];
}

/** What PAX says of a sparse file in place of the old GNU format: version 0.1 in the GNU tar manual. */
export function sparseRecords({
  flag,
  extents = [],
  fileSize,
}: TarMember): readonly (readonly [string, Buffer])[] {
  if (flag !== 'S') return [];
  const map = extents.flatMap(({ offset, length }) => [offset, length]).join(',');
  const records = { size: fileSize, numblocks: extents.length, map };
  return Object.entries(records).map(([key, value]) => [`GNU.sparse.${key}`, Buffer.from(String(value))]);
}
