import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Host } from '../host/host.ts';
import { createDigester } from '../image/digest.ts';
import type { Digest } from '../image/layer.ts';
import { explainDamage } from './damage.ts';
import { type Compression, openDecompressed } from './format.ts';
import { inspectRootfs } from './inspect.ts';
import type { RootfsProfile } from './profile.ts';
import { type Recompressed, recompress } from './recompress.ts';
import { scanTar } from './scan.ts';

/** What reading an archive gives. */
export interface RootfsRead {
  readonly profile: RootfsProfile;
  readonly diffId: Digest;
  /** Only of an archive that was neither gzip nor zstd, which are the compressions of image layers. */
  readonly recompressed?: Recompressed;
}

/** An archive on disk; `location` is what the user called it. */
export interface Archive {
  readonly path: string;
  readonly compression: Compression;
  readonly location: string;
}

/**
 * Reads an archive in one pass, after compressing it again where that is needed: its diffID and its profile.
 * @throws ToolError `rootfs-truncated`, `rootfs-damaged`, `rootfs-not-a-tar`, and those of inspectRootfs.
 */
export async function readArchive(archive: Archive, host: Host): Promise<RootfsRead> {
  try {
    if (archive.compression === 'gzip' || archive.compression === 'zstd')
      return await readOnce(archive, host);
    const recompressed = await recompress(archive, host);
    const read = await readOnce({ ...archive, path: recompressed.path, compression: 'gzip' }, host);
    return { ...read, recompressed };
  } catch (error) {
    host.signal.throwIfAborted();
    throw explainDamage(archive.location, error);
  }
}

async function readOnce({ path, compression, location }: Archive, host: Host): Promise<RootfsRead> {
  const megabytes = ((await stat(path)).size / 1e6).toFixed(0);
  const digester = createDigester((total) =>
    host.progress(`reading ${location} (${megabytes} MB): ${(total / 1e6).toFixed(0)} MB unpacked`),
  );
  const source = openDecompressed(path, compression, host.signal);
  const [tree] = await Promise.all([
    scanTar(digester.stream, host.signal),
    pipeline(source, digester.stream, { signal: host.signal, end: true }),
  ]);
  return { profile: inspectRootfs(tree, location), diffId: digester.result().digest };
}
