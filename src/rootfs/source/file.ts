import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Compression, openDecompressed } from '../../compress/unpack.ts';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import { createTarParser } from '../../tar/read/parser.ts';
import { bounded } from '../bounded.ts';
import { explainDamage } from '../damage.ts';
import { changed } from '../unchanged.ts';
import { findInDockerArchive } from './docker-archive.ts';
import { archiveFiles, directoryFiles, type FileSet } from './file-set.ts';
import type { FoundRootfs } from './found.ts';
import { findInLayout } from './layout.ts';
import { compressionOfFile, contentOf, findTarball, isLocalDirectory, type LocalFile } from './tarball.ts';

/** What a file on disk is; undefined when it is to be found out. */
type FileKind = 'oci' | 'oci-archive' | 'docker-archive';

/**
 * Finds the root filesystem in a file or directory: an OCI layout, an archive of an image, or a tarball. A file that has
 * a checksum is compared with it before anything in it is looked at.
 * @param image which one of several images.
 * @throws ToolError `rootfs-…`, `image-…`, `checksum-mismatch`.
 */
export async function findInFile(
  file: LocalFile,
  host: Host,
  kind?: FileKind,
  image?: string,
): Promise<FoundRootfs> {
  const { location, sha256 } = file.source;
  if (kind !== 'oci-archive' && kind !== 'docker-archive' && (await isLocalDirectory(file))) {
    const files = directoryFiles(resolve(file.path));
    if (kind === 'oci' || (await files.find('oci-layout'))) {
      if (sha256 !== undefined) throw noFile(location);
      return findInLayout(files, image, location);
    }
  }
  const compression = await compressionOfFile(file);
  const checked = sha256 === undefined ? undefined : await contentOf(file, host);
  try {
    if (kind === undefined && !(await looksLikeImage(file.path, compression, host)))
      return findTarball(file, checked ?? (await contentOf(file, host)), compression, host);
    const found = await findInArchive(await imageFiles(file, compression, host), location, kind, image);
    // From here on the digests count that were read from it.
    if ((await checked?.isUnchanged()) === false) throw changed(location);
    return found;
  } catch (error) {
    host.signal.throwIfAborted();
    throw explainDamage(location, error);
  }
}

async function findInArchive(
  files: FileSet,
  location: string,
  kind: FileKind | undefined,
  image: string | undefined,
): Promise<FoundRootfs> {
  return (kind ?? (await kindOf(files))) === 'docker-archive'
    ? findInDockerArchive(files, image, location)
    : findInLayout(files, image, location);
}

function noFile(location: string): ToolError {
  return new ToolError(
    'source-checksum-syntax',
    `rootfs: ${location} is a directory, and #sha256= is for files`,
    `name the image by its digest instead: oci:${location}:sha256:…`,
  );
}

/** docker save writes both since version 25, and the layout says more (media types, digests). */
async function kindOf(files: FileSet): Promise<FileKind> {
  const isLayout = (await files.find('oci-layout')) !== undefined;
  return isLayout || (await files.find('manifest.json')) === undefined ? 'oci-archive' : 'docker-archive';
}

/** Names at the top of archives of images, and of no root filesystem. */
const IMAGE_MEMBER =
  /^(blobs\/|blobs$|index\.json$|oci-layout$|manifest\.json$|repositories$|[0-9a-f]{64}([./]|$))/;

/** Decided by the archive's first member that is not the top directory. */
async function looksLikeImage(path: string, compression: Compression, host: Host): Promise<boolean> {
  let first: string | undefined;
  const parser = createTarParser({
    member({ path: name }) {
      const clean = name.replace(/^(\.?\/)+/, '');
      if (clean !== '' && clean !== '.') first ??= clean;
      return undefined;
    },
  });
  for await (const chunk of openDecompressed(path, compression, host.signal)) {
    parser.write(chunk);
    if (first !== undefined) return IMAGE_MEMBER.test(first);
  }
  return false;
}

/** The archive has to be a plain one on disk, since its members are read in another order. */
async function imageFiles(
  { path, source }: LocalFile,
  compression: Compression,
  host: Host,
): Promise<FileSet> {
  if (compression === 'none') return archiveFiles(path, host.signal);
  const plain = join(await host.tempDir('image'), 'image.tar');
  const unpacked = bounded(openDecompressed(path, compression, host.signal), source.location);
  return archiveFiles(plain, host.signal, written(unpacked, plain, host.signal));
}

/** Passes on what has been written: what is no archive is not written to its end. */
async function* written(
  bytes: AsyncIterable<Buffer>,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const file = await open(path, 'wx');
  try {
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      await file.writeFile(chunk);
      yield chunk;
    }
  } finally {
    await file.close();
  }
}
