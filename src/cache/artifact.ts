import { type Descriptor, type JsonBlob, jsonBlob } from '../image/descriptor.ts';
import { isDigest } from '../image/digest.ts';
import { MEDIA_TYPES } from '../image/media-types.ts';

/** What our artifacts are, among others in a repository. */
const COMPONENT_ARTIFACT = 'application/vnd.arm64-on-x86.component.v1';

/** OCI image-spec manifest.md, "Guidance for an Empty Descriptor". */
export const EMPTY_CONFIG: JsonBlob = jsonBlob('application/vnd.oci.empty.v1+json', {});

/** ORAS's name for the file that a layer of an artifact is: `oras pull` gives the files back. */
const TITLE = 'org.opencontainers.image.title';
const KEY = 'io.github.arm64-on-x86.key';

/** A file of an entry: its path below the entry's directory, and the blob that it is. */
export type ArtifactFile = Descriptor & { readonly name: string };

/** The manifest of a cache entry as an OCI artifact (image-spec manifest.md, "Guidelines for Artifact Usage"). */
export function artifactManifest(key: string, files: readonly ArtifactFile[]): JsonBlob {
  return jsonBlob(MEDIA_TYPES.manifest, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.manifest,
    artifactType: COMPONENT_ARTIFACT,
    config: EMPTY_CONFIG.descriptor,
    layers: files.map(({ name, mediaType, digest, size }) => ({
      mediaType,
      digest,
      size,
      annotations: { [TITLE]: name },
    })),
    annotations: { [KEY]: key },
  });
}

/** The files of an entry; undefined when the manifest is not that of the key, or a name in it leads elsewhere. */
export function artifactFiles(key: string, bytes: Uint8Array): ArtifactFile[] | undefined {
  let manifest: Partial<Record<string, unknown>> | null;
  try {
    manifest = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined; // no manifest of ours
  }
  const { artifactType, annotations, layers } = manifest ?? {};
  if (artifactType !== COMPONENT_ARTIFACT || !Array.isArray(layers)) return undefined;
  if ((annotations as Record<string, unknown> | undefined)?.[KEY] !== key) return undefined;
  const files = layers.map(fileOf);
  return files.every((file) => file !== undefined) ? files : undefined;
}

function fileOf(layer: Partial<Descriptor>): ArtifactFile | undefined {
  const { mediaType, digest, size, annotations } = layer ?? {};
  const name = annotations?.[TITLE];
  if (typeof mediaType !== 'string' || typeof size !== 'number' || !isDigest(digest)) return undefined;
  if (typeof name !== 'string' || !staysBelow(name)) return undefined;
  return { name, mediaType, digest, size };
}

/** Whether a file of that name lies below the directory that it is made in. */
function staysBelow(name: string): boolean {
  return name.split('/').every((part) => /^[^\\\p{Cc}]+$/u.test(part) && part !== '.' && part !== '..');
}
