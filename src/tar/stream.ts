import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pack as createPack, type Pack } from 'tar-stream';

/** One archive member: its metadata, and its bytes if it is a file. `size` must be exact. */
export interface TarMember {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink';
  readonly mode: number;
  readonly size?: number;
  readonly linkname?: string;
  open?(): AsyncIterable<Uint8Array>;
}

/** A file whose bytes are in memory, 0644. */
export function bytesMember(name: string, bytes: Uint8Array): TarMember {
  async function* open() {
    yield bytes;
  }
  return { name, type: 'file', mode: 0o644, size: bytes.length, open };
}

/**
 * A tar stream (ustar, with PAX records where ustar is too narrow; POSIX pax(1)) of members in the order
 * given, owned by 0:0, all with the same mtime. Members are opened one after another. The stream fails if a
 * member cannot be read or is not `size` bytes long; destroying it closes the member being read.
 */
export function tarStream(members: Iterable<TarMember>, mtimeSeconds: number): Readable {
  const pack = createPack();
  feed(pack, members, new Date(mtimeSeconds * 1000)).catch((error: Error) => pack.destroy(error));
  // tar-stream's own stream class is not Node's; as an async iterable it takes part in Node's pipelines.
  return Readable.from(pack, { objectMode: false });
}

async function feed(pack: Pack, members: Iterable<TarMember>, mtime: Date): Promise<void> {
  for (const member of members) await writeMember(pack, member, mtime);
  pack.finalize();
}

async function writeMember(pack: Pack, member: TarMember, mtime: Date): Promise<void> {
  const { promise: written, resolve, reject } = Promise.withResolvers<void>();
  const header = {
    name: member.name,
    type: member.type,
    mode: member.mode,
    uid: 0,
    gid: 0,
    mtime,
    size: member.size ?? 0,
    ...(member.linkname === undefined ? {} : { linkname: member.linkname }),
  };
  const entry = pack.entry(header, (error) => (error ? reject(error) : resolve()));
  if (member.type !== 'file') return written;
  // The callback above reports the failure as well, after the entry is closed; the first one counts.
  entry.on('error', reject);
  written.catch(() => undefined);
  await writeBody(entry, member, written);
  return written;
}

async function writeBody(
  entry: ReturnType<Pack['entry']>,
  member: TarMember,
  written: Promise<void>,
): Promise<void> {
  for await (const chunk of member.open?.() ?? []) {
    // `written` settles early when the archive is abandoned; nothing would drain then.
    if (!entry.write(chunk)) await Promise.race([once(entry, 'drain'), written]);
  }
  entry.end(undefined);
}
