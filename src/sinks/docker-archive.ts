import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { unpackZstd } from '../compress/unpack-zstd.ts';
import { createDigester, digestHex } from '../image/digest.ts';
import type { Image } from '../image/image.ts';
import type { Layer } from '../image/layer.ts';
import { MEDIA_TYPES } from '../image/media-types.ts';
import { formatReference, type ImageReference } from '../registry/reference.ts';
import { bytesMember, type TarMember, tarStream } from '../tar/stream.ts';
import { checkDestination, writeDestination } from './destination.ts';
import type { Sink } from './sink.ts';

/**
 * Writes the archive that `docker load` and `podman load` take. The file appears whole or not at all.
 * @throws ToolError `output-failed`.
 */
export function dockerArchiveSink(
  file: string,
  references: readonly ImageReference[],
  signal: AbortSignal,
): Sink {
  return {
    description: `Docker archive ${file}`,
    check: () => checkDestination(file),
    publish: ({ images: [image] }) =>
      writeDestination(file, signal, async (partial) => {
        const archive = await dockerArchive(image, references, signal);
        await pipeline(archive, createWriteStream(partial), { signal });
      }),
  };
}

/**
 * The archive as a stream: manifest.json, configuration, layers, in the format of `docker save` before version 25
 * (Docker Image Specification v1.2), which all versions read. It holds one image; there is no index in it.
 */
export async function dockerArchive(
  image: Image,
  references: readonly ImageReference[],
  signal: AbortSignal,
): Promise<Readable> {
  return tarStream(await archiveMembers(image, references, signal), 0);
}

async function archiveMembers(
  image: Image,
  references: readonly ImageReference[],
  signal: AbortSignal,
): Promise<readonly TarMember[]> {
  const layers = new Map<string, TarMember>();
  for (const layer of image.layers) layers.set(layerName(layer), await layerMember(layer, signal));
  const config = `${digestHex(image.config.descriptor.digest)}.json`;
  const manifest = {
    Config: config,
    RepoTags: references.map(formatReference),
    Layers: image.layers.map(layerName),
  };
  return [
    bytesMember('manifest.json', Buffer.from(JSON.stringify([manifest]))),
    bytesMember(config, image.config.bytes),
    ...layers.values(),
  ];
}

function layerName(layer: Layer): string {
  return `${digestHex(layer.digest)}.tar`;
}

/**
 * A gzip layer goes in as it is, since every docker load decompresses it. Docker before 23 does not know
 * zstd, so such a layer goes in plain; a first pass finds its size, which a tar header says beforehand.
 */
async function layerMember(layer: Layer, signal: AbortSignal): Promise<TarMember> {
  const member = { name: layerName(layer), type: 'file', mode: 0o644 } as const;
  if (layer.mediaType !== MEDIA_TYPES.layerZstd)
    return { ...member, size: layer.size, open: () => layer.open() };
  const plain = createDigester();
  await pipeline(unpackZstd(layer.open()), plain.stream.resume(), { signal });
  return { ...member, size: plain.result().size, open: () => unpackZstd(layer.open()) };
}
