import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { detectCompression, MAGIC_BYTES, unpack } from '../../compress/unpack.ts';
import { ToolError } from '../../errors.ts';
import { parseBaseConfig, requireLayers } from '../../image/base-config.ts';
import { createDigester, digestOf } from '../../image/digest.ts';
import { type Fields, invalid, list, object, parseObject, texts } from '../../image/read/document.ts';
import { verified } from '../../image/verified.ts';
import { formatReference, parseReference } from '../../registry/reference.ts';
import { type FileSet, type ImageFile, readDocument } from './file-set.ts';
import type { FoundLayer, FoundRootfs } from './found.ts';
import { createdByOf } from './image.ts';

/**
 * Finds an image in an archive as `docker save` writes it (Docker Image Specification v1.2: manifest.json).
 * @param wanted which one of several, by its name.
 * @param name of the archive, for messages.
 * @throws ToolError `image-invalid`, `image-missing`.
 */
export async function findInDockerArchive(
  files: FileSet,
  wanted: string | undefined,
  name: string,
): Promise<FoundRootfs> {
  const image = chooseImage(await images(files, name), wanted, name);
  const configBytes = await readDocument(files, clean(String(image.Config)));
  if (configBytes === undefined) throw invalid(name, 'lacks its configuration');
  const config = parseBaseConfig(configBytes, name);
  const paths = texts(image.Layers).map(clean);
  requireLayers(config, paths.length, name);
  const layers: FoundLayer[] = [];
  for (const [index, path] of paths.entries()) {
    const file = await files.find(path);
    if (file === undefined) throw invalid(name, `lacks the layer ${path}`);
    const createdBy = createdByOf(config.history, index);
    const diffId = config.diffIds[index];
    layers.push({
      ...(await toLayer(file, `the layer ${path} in ${name}`)),
      ...(diffId === undefined ? {} : { diffId }),
      ...(createdBy === undefined ? {} : { createdBy }),
    });
  }
  return { name, digest: identity(configBytes, layers), layers, config };
}

async function images(files: FileSet, name: string): Promise<readonly Fields[]> {
  const bytes = await readDocument(files, 'manifest.json');
  if (bytes === undefined) throw invalid(name, 'has no manifest.json');
  const what = `manifest.json in ${name}`;
  const { images } = parseObject(Buffer.concat([Buffer.from('{"images":'), bytes, Buffer.from('}')]), what);
  return list(images, what).map((image) => object(image, what));
}

function chooseImage(all: readonly Fields[], wanted: string | undefined, name: string): Fields {
  const names = all.flatMap(({ RepoTags }) => texts(RepoTags));
  const chosen =
    wanted === undefined
      ? all
      : all.filter(({ RepoTags }) => texts(RepoTags).some((tag) => same(tag, wanted)));
  const [first, second] = chosen;
  if (first !== undefined && second === undefined) return first;
  throw new ToolError(
    'image-missing',
    first === undefined
      ? `rootfs: ${name} holds no image${wanted === undefined ? '' : ` ${JSON.stringify(wanted)}`}`
      : `rootfs: ${name} holds several images`,
    `say which: docker-archive:PATH:NAME, where NAME is one of ${names.join(', ')}`,
  );
}

/** `debian:12` is `docker.io/library/debian:12`. */
function same(tag: string, wanted: string): boolean {
  return tag === wanted || formatReference(parseReference(tag)) === formatReference(parseReference(wanted));
}

/** Layers are plain tars, but some programs (ours among them) put compressed ones in. */
async function toLayer(file: ImageFile, what: string): Promise<FoundLayer> {
  const compression = detectCompression(await headOf(file));
  if (compression === undefined || compression === 'xz' || compression === 'bzip2')
    throw invalid(what, 'is neither a plain, gzip nor zstd tar archive');
  if (compression === 'none') return { compression, unpack: () => file.open() };
  const digester = createDigester();
  await pipeline(file.open(), digester.stream.resume());
  const { digest, size } = digester.result();
  const open = (): Readable => verified(file.open(), digest, what);
  return { compression, blob: { digest, size, open }, unpack: () => unpack(open(), compression) };
}

async function headOf(file: ImageFile): Promise<Buffer> {
  let head = Buffer.alloc(0);
  for await (const chunk of file.open()) {
    head = Buffer.concat([head, chunk]);
    if (head.length >= MAGIC_BYTES) break;
  }
  return head;
}

/** The configuration names the tars, and the blobs' digests how they are compressed. */
function identity(config: Buffer, layers: readonly FoundLayer[]): FoundRootfs['digest'] {
  const hash = createHash('sha256').update(digestOf(config));
  for (const { blob } of layers) hash.update(` ${blob?.digest}`);
  return `sha256:${hash.digest('hex')}`;
}

function clean(path: string): string {
  return posix.normalize(path).replace(/^(\.?\.?\/)+/, '');
}
