import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { digestHex } from '../image/digest.ts';
import { blobsOf, type ImageSet } from '../image/image-set.ts';
import type { ImageReference } from '../registry/reference.ts';
import { bytesMember, type TarMember, tarStream } from '../tar/stream.ts';
import { checkDestination, writeDestination } from './destination.ts';
import { addToIndex, parseIndex } from './oci-index.ts';
import { LAYOUT_VERSION } from './oci-layout.ts';
import type { Sink } from './sink.ts';

/**
 * Writes an OCI layout as a tar archive (`oci-archive:` of skopeo and podman; `docker load` since version 25). The
 * file appears whole or not at all, and the same image gives the same bytes.
 * @throws ToolError `output-failed`.
 */
export function ociArchiveSink(
  file: string,
  references: readonly ImageReference[],
  signal: AbortSignal,
): Sink {
  return {
    description: `OCI archive ${file}`,
    check: () => checkDestination(file),
    publish: (set) =>
      writeDestination(file, signal, (partial) =>
        pipeline(tarStream(members(set, references), 0), createWriteStream(partial), { signal }),
      ),
  };
}

/** What tells what the archive is comes first, so that a reader of a stream learns it first. */
function members(set: ImageSet, references: readonly ImageReference[]): readonly TarMember[] {
  const index = addToIndex(parseIndex(undefined, ''), set, references);
  return [
    bytesMember('oci-layout', Buffer.from(LAYOUT_VERSION)),
    bytesMember('index.json', Buffer.from(JSON.stringify(index))),
    { name: 'blobs/', type: 'directory', mode: 0o755 },
    { name: 'blobs/sha256/', type: 'directory', mode: 0o755 },
    ...blobsOf(set).map(
      ({ digest, size, open }): TarMember => ({
        name: `blobs/sha256/${digestHex(digest)}`,
        type: 'file',
        mode: 0o644,
        size,
        open,
      }),
    ),
  ];
}
