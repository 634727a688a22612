import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { blobPath, readLayerDirectory, writeLayerDirectory } from '../cache/layer-directory.ts';
import { compress, DEFAULT_COMPRESSION, layerMediaType } from '../compress/compression.ts';
import type { Host } from '../host/host.ts';
import { createDigester } from '../image/digest.ts';
import type { Digest, Layer } from '../image/layer.ts';

/** Makes a gzip layer of a tar that is pushed into it. */
interface LayerPacker {
  write(chunk: Buffer): Promise<void>;
  /** Finishes the layer, and keeps it in the cache under the key that a tar of this digest has. */
  end(diffId: Digest): Promise<Layer>;
  abort(): Promise<void>;
}

/** @param keyOf gives the cache's key from the digest of the tar that came. */
export async function createLayerPacker(keyOf: (diffId: Digest) => string, host: Host): Promise<LayerPacker> {
  const directory = await host.tempDir('layer');
  const input = new PassThrough();
  const compressed = createDigester();
  const written = pipeline(
    input,
    (source: AsyncIterable<Uint8Array>) => compress(source, DEFAULT_COMPRESSION),
    compressed.stream,
    createWriteStream(blobPath(directory)),
    { signal: host.signal },
  );
  written.catch(() => undefined); // reported by write and end
  return {
    async write(chunk) {
      if (!input.write(chunk)) await Promise.race([once(input, 'drain'), written]);
    },
    async end(diffId) {
      input.end();
      await written;
      const layer = {
        mediaType: layerMediaType(DEFAULT_COMPRESSION),
        ...compressed.result(),
        diffId,
        createdBy: '',
      };
      await writeLayerDirectory(directory, { ...layer, open: () => input });
      await host.cache.save(keyOf(diffId), directory);
      return readBack(directory);
    },
    async abort() {
      input.destroy();
      await written.catch(() => undefined);
    },
  };
}

/** A layer that a cache may have. */
interface CachedLayer {
  readonly key: string;
  /** What it is made of, if no cache has it. */
  readonly tar: () => AsyncIterable<Buffer>;
  /** What its tar must be, where that is known. */
  readonly diffId?: Digest;
}

/** The layer under a key of the cache, or a new one made of the tar. */
export async function cachedLayer({ key, tar, diffId }: CachedLayer, host: Host): Promise<Layer> {
  const directory = await host.tempDir('layer');
  if (await host.cache.restore(key, directory)) {
    const layer = await readLayerDirectory(directory);
    if (layer !== undefined && layer.diffId === (diffId ?? layer.diffId)) return layer;
    host.warning(`the cache entry ${key} is damaged; making it anew`);
    await host.cache.discard(key);
  }
  const packer = await createLayerPacker(() => key, host);
  const hash = createHash('sha256');
  try {
    for await (const chunk of tar()) {
      hash.update(chunk);
      await packer.write(chunk);
    }
  } catch (error) {
    await packer.abort();
    throw error;
  }
  return packer.end(`sha256:${hash.digest('hex')}`);
}

async function readBack(directory: string): Promise<Layer> {
  const layer = await readLayerDirectory(directory);
  if (layer === undefined) throw new Error(`the layer in ${directory} is not as it was written`);
  return layer;
}
