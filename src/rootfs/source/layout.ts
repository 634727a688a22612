import { Readable } from 'node:stream';
import { ToolError } from '../../errors.ts';
import { digestHex, digestOf } from '../../image/digest.ts';
import { invalid } from '../../image/read/document.ts';
import { type ForeignDescriptor, parseManifest } from '../../image/read/manifest.ts';
import { verified } from '../../image/verified.ts';
import { type FileSet, type ImageFile, readDocument } from './file-set.ts';
import type { FoundRootfs } from './found.ts';
import { type BlobSource, followImage } from './image.ts';

/** Annotations that name an image in a layout: annotations.md, and containerd's and Docker's own. */
const NAMES = ['org.opencontainers.image.ref.name', 'io.containerd.image.name'];

/**
 * Finds an image in an OCI layout, image-spec image-layout.md.
 * @param wanted which one of several: its name in the index, or its digest.
 * @param name of the layout, for messages.
 * @throws ToolError `image-invalid`, `image-missing`, `image-damaged` and those of followImage.
 */
export async function findInLayout(
  files: FileSet,
  wanted: string | undefined,
  name: string,
): Promise<FoundRootfs> {
  const index = await readDocument(files, 'index.json');
  if (index === undefined) throw invalid(name, 'has no index.json');
  const parsed = parseManifest(index, `index.json in ${name}`);
  if (parsed.kind !== 'index') throw invalid(name, 'has an index.json that is no index');
  const source = blobSource(files, name);
  if (wanted === undefined)
    return followImage(indexOf(onlyName(parsed.manifests, name)), digestOf(index), name, source);
  const chosen = parsed.manifests.filter(
    (entry) => namesOf(entry).includes(wanted) || entry.digest === wanted,
  );
  if (chosen.length === 0) throw missing(parsed.manifests, wanted, name);
  return followImage(indexOf(chosen), digestOf(index), name, source);
}

/** An index of some of an index's entries. */
function indexOf(manifests: readonly ForeignDescriptor[]): Uint8Array {
  return Buffer.from(JSON.stringify({ schemaVersion: 2, manifests }));
}

/** All the entries, if they are one image: one for each platform, or the same under several names. */
function onlyName(entries: readonly ForeignDescriptor[], name: string): readonly ForeignDescriptor[] {
  const platforms = Map.groupBy(entries, ({ platform }) => JSON.stringify(platform ?? {}));
  const several = [...platforms.values()].some(
    (group) => new Set(group.map(({ digest }) => digest)).size > 1,
  );
  if (!several) return [...new Map(entries.map((entry) => [entry.digest, entry])).values()];
  throw missing(entries, undefined, name);
}

function namesOf({ annotations }: ForeignDescriptor): readonly string[] {
  return NAMES.flatMap((key) => annotations[key] ?? []);
}

function missing(entries: readonly ForeignDescriptor[], wanted: string | undefined, name: string): ToolError {
  const names = entries.map((entry) => namesOf(entry)[0] ?? entry.digest);
  return new ToolError(
    'image-missing',
    wanted === undefined
      ? `rootfs: ${name} holds several images`
      : `rootfs: ${name} holds no image ${JSON.stringify(wanted)}`,
    names.length === 0
      ? 'the layout is empty'
      : `say which: oci:PATH:NAME, where NAME is one of ${names.join(', ')}`,
  );
}

function blobSource(files: FileSet, name: string): BlobSource {
  const blob = async ({ digest, size }: ForeignDescriptor): Promise<ImageFile> => {
    const file = await files.find(`blobs/sha256/${digestHex(digest)}`);
    if (file === undefined) throw invalid(name, `lacks the blob ${digest}`);
    if (file.size !== size) throw invalid(name, `has a blob ${digest} of ${file.size} bytes, not ${size}`);
    return file;
  };
  return {
    isOnDisk: true,
    async document(descriptor) {
      await blob(descriptor);
      const bytes = await readDocument(files, `blobs/sha256/${digestHex(descriptor.digest)}`);
      if (bytes === undefined) throw invalid(name, `has a document of ${descriptor.size} bytes`);
      if (digestOf(bytes) !== descriptor.digest)
        throw invalid(name, `has a blob ${descriptor.digest} that is damaged`);
      return bytes;
    },
    open(descriptor) {
      async function* bytes(): AsyncGenerator<Buffer> {
        yield* (await blob(descriptor)).open();
      }
      const source = Readable.from(bytes(), { objectMode: false });
      return verified(source, descriptor.digest, `a layer in ${name}`);
    },
  };
}
