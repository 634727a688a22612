import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { digestFile, digestHex } from '../image/digest.ts';
import type { Layer } from '../image/layer.ts';
import { requireChecksum } from '../source/checksum.ts';
import { download } from '../source/download.ts';
import { parseSource, type SourceSpec } from '../source/spec.ts';
import { type Compression, detectCompression, MAGIC_BYTES } from './format.ts';
import { INSPECTION } from './inspect.ts';
import type { RootfsProfile } from './profile.ts';
import { type Archive, type RootfsRead, readArchive } from './read.ts';
import { restoreRead, saveRead } from './read-cache.ts';

/** A root filesystem as the image's first layer, and what was found in it. */
export interface Rootfs {
  readonly layer: Layer;
  readonly profile: RootfsProfile;
}

/**
 * Opens the root filesystem that the input `rootfs` names: gzip and zstd archives are passed through byte
 * for byte, others are compressed again as gzip. What was found is cached under the archive's digest.
 * @throws ToolError `rootfs-missing`, `rootfs-empty`, `rootfs-truncated`, `rootfs-not-a-tar`,
 *   `rootfs-not-aarch64`, `rootfs-no-shell`, `checksum-mismatch`, `source-…`, `download-failed`.
 */
export async function openRootfs(spec: string, host: Host): Promise<Rootfs> {
  const source = parseSource(spec, 'rootfs');
  const path = source.kind === 'url' ? await download(source.location, 'rootfs', host) : source.location;
  const compression = await checkArchive(path, source);
  host.progress(`reading ${source.location}`);
  const { digest } = await digestFile(path, host.signal);
  requireChecksum(source, digestHex(digest), 'rootfs');
  const key = `rootfs-${INSPECTION}-${digestHex(digest)}`;
  const read =
    (await restoreRead(key, host)) ??
    (await readAndSave(key, { path, compression, location: source.location }, host));
  const blob = read.recompressed ?? { path, digest };
  const layer: Layer = {
    mediaType: mediaTypeOf(compression),
    digest: blob.digest,
    size: (await stat(blob.path)).size,
    diffId: read.diffId,
    createdBy: `arm64-on-x86: rootfs ${read.profile.distribution.name}`.trim(),
    open: () => createReadStream(blob.path),
  };
  return { layer, profile: read.profile };
}

async function readAndSave(key: string, archive: Archive, host: Host): Promise<RootfsRead> {
  const read = await readArchive(archive, host);
  await saveRead(key, read, host);
  return read;
}

/** OCI image-spec layer.md "+gzip Media Types" and "+zstd Media Types". */
function mediaTypeOf(compression: Compression): string {
  return `application/vnd.oci.image.layer.v1.tar+${compression === 'zstd' ? 'zstd' : 'gzip'}`;
}

async function checkArchive(path: string, { location }: SourceSpec): Promise<Compression> {
  const head = await readHead(path, location);
  if (head.length === 0) {
    throw new ToolError('rootfs-empty', `rootfs: ${location} is empty (0 bytes)`, 'give a complete archive');
  }
  const compression = detectCompression(head);
  if (compression !== undefined) return compression;
  throw new ToolError(
    'rootfs-not-a-tar',
    `rootfs: ${location} is not a tar archive (plain, gzip, zstd, xz or bzip2)`,
    'make one with tar -C DIRECTORY -czf rootfs.tar.gz .',
  );
}

async function readHead(path: string, location: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(MAGIC_BYTES), 0, MAGIC_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(location, error);
  }
}

function unreadable(location: string, cause: unknown): ToolError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EISDIR') {
    return new ToolError(
      'rootfs-not-a-tar',
      `rootfs: ${location} is a directory`,
      `pack it first: tar -C ${location} -czf rootfs.tar.gz .`,
      { cause },
    );
  }
  if (code === 'ENOENT') {
    return new ToolError(
      'rootfs-missing',
      `rootfs: there is no file ${location}`,
      'give the path or https URL of a tarball; image references are not supported yet',
      { cause },
    );
  }
  return new ToolError(
    'rootfs-unreadable',
    `rootfs: cannot read ${location}: ${cause instanceof Error ? cause.message : String(cause)}`,
    'check the permissions of the file',
    { cause },
  );
}
