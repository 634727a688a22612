import { Readable } from 'node:stream';
import { type Annotations, annotationsField, annotationsOf } from './annotations.ts';
import { type Descriptor, type JsonBlob, jsonBlob } from './descriptor.ts';
import type { Image } from './image.ts';
import type { Digest } from './layer.ts';
import { mediaTypesOf } from './media-types.ts';

/** What a name stands for: one image, or an index of images for several platforms. Never changed. */
export interface ImageSet {
  /** The root's digest: what a name that is pinned names. */
  readonly digest: Digest;
  /** The manifest or index that tags point to. */
  readonly root: JsonBlob;
  /** The one that this program made first. */
  readonly images: readonly [Image, ...Image[]];
  /** For the entry that names the root in an OCI layout (level `index-descriptor` or `manifest-descriptor`). */
  readonly rootAnnotations: Readonly<Record<string, string>>;
}

/** An image alone. */
export function singleImage(image: Image, annotations: Annotations = []): ImageSet {
  const rootAnnotations = annotationsOf(annotations, 'manifest-descriptor', image.platform);
  return { digest: image.digest, root: image.manifest, images: [image], rootAnnotations };
}

/** Images under one name, OCI image-spec image-index.md; a runtime takes the one for its own platform. */
export function imageIndex(images: readonly [Image, ...Image[]], annotations: Annotations = []): ImageSet {
  const [first] = images;
  const types = mediaTypesOf(first.family);
  const all = annotationsOf(annotations, 'index');
  const root = jsonBlob(types.index, {
    schemaVersion: 2,
    mediaType: types.index,
    manifests: images.map((image): Descriptor => {
      const own = annotationsOf(annotations, 'manifest-descriptor', image.platform);
      const { mediaType, digest, size } = image.manifest.descriptor;
      return { mediaType, digest, size, platform: image.platform, ...annotationsField(own) };
    }),
    ...annotationsField(all),
  });
  const rootAnnotations = annotationsOf(annotations, 'index-descriptor');
  return { digest: root.descriptor.digest, root, images, rootAnnotations };
}

/** Something that a descriptor names, and its bytes. */
export interface SetBlob extends Pick<Descriptor, 'digest' | 'size'> {
  open(): Readable;
}

/** Everything of which an image set consists, each once, what names others after them. */
export function blobsOf({ images, root }: ImageSet): readonly SetBlob[] {
  const documents = [...images.map(({ config }) => config), ...images.map(({ manifest }) => manifest), root];
  const all: SetBlob[] = [
    ...images.flatMap(({ layers }) => layers),
    ...documents.map(({ bytes, descriptor: { digest, size } }) => ({
      digest,
      size,
      open: () => Readable.from([bytes]),
    })),
  ];
  return [...new Map(all.map((blob) => [blob.digest, blob])).values()];
}
