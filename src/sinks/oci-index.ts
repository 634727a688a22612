import { ToolError } from '../errors.ts';
import { annotationsField } from '../image/annotations.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { ImageSet } from '../image/image-set.ts';
import { MEDIA_TYPES } from '../image/media-types.ts';
import { formatReference, type ImageReference } from '../registry/reference.ts';

/** OCI image-spec image-index.md; what other programs put there is kept as it is. */
export interface ImageIndex {
  readonly manifests: readonly Descriptor[];
  readonly [other: string]: unknown;
}

/** image-spec annotations.md; skopeo and podman select by it (`oci:DIR:NAME`). */
const SHORT_NAME = 'org.opencontainers.image.ref.name';
/** The full name, which containerd's and Docker's importers take. */
const FULL_NAME = 'io.containerd.image.name';

/** Parses an index.json; an empty index when there is none. @throws ToolError `output-failed` when it is not one. */
export function parseIndex(text: string | undefined, file: string): ImageIndex {
  if (text === undefined) return { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests: [] };
  let index: { manifests?: unknown } | null = null;
  let cause: unknown;
  try {
    index = JSON.parse(text);
  } catch (error) {
    cause = error;
  }
  const manifests = index?.manifests;
  if (Array.isArray(manifests) && manifests.every((entry) => typeof entry === 'object' && entry !== null))
    return { ...index, manifests } as ImageIndex;
  throw new ToolError('output-failed', `${file} is not an OCI index`, 'remove it or name another directory', {
    cause,
  });
}

/**
 * The index with the images under each of their names (one nameless entry without any). What had one of the short
 * names goes, as BuildKit has it: other programs take the first entry of a name, whatever its full name is.
 */
export function addToIndex(
  index: ImageIndex,
  { root, images, rootAnnotations }: ImageSet,
  references: readonly ImageReference[],
): ImageIndex {
  const byFullName = new Map(references.map((one) => [formatReference(one), one]));
  const names = references.length === 0 ? [{}] : [...byFullName.values()].map(annotations);
  const [first] = images;
  const isImage = root.descriptor.digest === first.digest;
  const added = names.map(
    (name): Descriptor => ({
      ...root.descriptor,
      ...(isImage && { platform: first.platform }),
      ...annotationsField({ ...rootAnnotations, ...name }),
    }),
  );
  const taken = new Set(added.map(shortName));
  return {
    ...index,
    manifests: [...index.manifests.filter((entry) => !taken.has(shortName(entry))), ...added],
  };
}

function annotations(reference: ImageReference): Record<string, string> {
  return { [SHORT_NAME]: reference.tag ?? 'latest', [FULL_NAME]: formatReference(reference) };
}

function shortName({ annotations: names }: Descriptor): string | undefined {
  return names?.[SHORT_NAME];
}
