import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, zstdCompressSync } from 'node:zlib';
import type { Compression } from '../../src/compress/compression.ts';
import { digestFile } from '../../src/files/digest-file.ts';
import { assembleImage, type Image } from '../../src/image/image.ts';
import type { Layer } from '../../src/image/layer.ts';
import { packLayer } from '../../src/tar/pack.ts';
import { randomBytesOf } from './random.ts';

/**
 * A small image with a zstd base layer, as a rootfs tarball may come, and a gzip layer of ours.
 * @param noise bytes of it that do not compress.
 */
export async function makeImage(directory: string, content = 'hello\n', noise = 0): Promise<Image> {
  const base = await layerOf(directory, 'base', 'etc/os-release', Buffer.from('ID=test\n'.repeat(1000)));
  const bytes = Buffer.concat([Buffer.from(content.repeat(1000)), randomBytesOf(noise, noise)]);
  const ours = await layerOf(directory, 'ours', 'x86_64/share/hello', bytes);
  return assembleImage({
    baseLayers: [await asZstd(base, join(directory, 'base.zst'))],
    layers: [ours],
    platform: 'linux/amd64',
    accelerate: 'compiler',
    profile: { shell: '/bin/sh' },
    labels: { test: 'yes' },
    sourceDateEpoch: 0,
  });
}

/** A layer with one file. */
export async function layerOf(
  directory: string,
  name: string,
  path: string,
  bytes: Buffer,
  compression?: Compression,
): Promise<Layer> {
  const source = { bytes };
  return packLayer([{ type: 'file', path, mode: 0o644, source }], join(directory, `${name}.gz`), {
    createdBy: name,
    sourceDateEpoch: 0,
    ...(compression !== undefined && { compression }),
  });
}

async function asZstd(layer: Layer, file: string): Promise<Layer> {
  const gzip = Buffer.concat(await layer.open().toArray());
  await writeFile(file, zstdCompressSync(gunzipSync(gzip)));
  const { digest } = await digestFile(file);
  return {
    ...layer,
    mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd',
    digest,
    size: (await stat(file)).size,
    open: () => createReadStream(file),
  };
}

/** Parses a JSON file. */
export async function readJson(file: string) {
  return JSON.parse(await readFile(file, 'utf8'));
}
