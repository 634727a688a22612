import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';

/** One entry of a made archive: a file's bytes, a link's target, or a directory. */
export type FakeEntry =
  | { readonly path: string; readonly bytes: Uint8Array; readonly mode?: number }
  | { readonly path: string; readonly link: string; readonly hard?: boolean }
  | { readonly path: string; readonly mode?: number };

/** An uncompressed tar archive of the entries, the same bytes each time. */
export async function tarOf(entries: readonly FakeEntry[]): Promise<Buffer> {
  const archive = pack();
  const bytes = buffer(archive as AsyncIterable<Buffer>);
  for (const entry of entries) {
    const header = { mtime: new Date(0), mode: 0o755 } satisfies Partial<Header>;
    if ('bytes' in entry) {
      const sink = archive.entry(
        { ...header, name: entry.path, size: entry.bytes.length, mode: entry.mode ?? 0o755 },
        Buffer.from(entry.bytes),
      );
      await once(sink, 'close');
    } else if ('link' in entry) {
      archive.entry({
        ...header,
        name: entry.path,
        type: entry.hard ? 'link' : 'symlink',
        linkname: entry.link,
      });
    } else {
      archive.entry({ ...header, name: entry.path, type: 'directory', mode: entry.mode ?? 0o755 });
    }
  }
  archive.finalize();
  return bytes;
}

/** The first 64 bytes of an ELF program for a machine (elf(5)): enough to be told by. */
export function elfHead(machine: number): Buffer {
  const head = Buffer.alloc(64);
  head.write('\x7fELF', 0, 'latin1');
  head.set([2, 1, 1], 4);
  head.writeUInt16LE(3, 16);
  head.writeUInt16LE(machine, 18);
  return head;
}

/** The smallest root filesystem that is taken: a merged /usr, dash as sh, and an os-release. */
export function smallRootfs(machine = 183): FakeEntry[] {
  return [
    { path: './' },
    { path: './usr/bin/' },
    { path: './bin', link: 'usr/bin' },
    { path: './usr/bin/dash', bytes: elfHead(machine) },
    { path: './usr/bin/sh', link: 'dash' },
    { path: './etc/os-release', link: '../usr/lib/os-release' },
    {
      path: './usr/lib/os-release',
      bytes: Buffer.from('ID=test\nVERSION_ID="1"\nPRETTY_NAME="Test Linux 1"\n'),
      mode: 0o644,
    },
  ];
}
