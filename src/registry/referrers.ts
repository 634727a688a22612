import { type Descriptor, type JsonBlob, jsonBlob } from '../image/descriptor.ts';
import type { Digest } from '../image/layer.ts';
import { MEDIA_TYPES } from '../image/media-types.ts';
import { getManifest, putManifest } from './manifests.ts';
import type { Session } from './session.ts';

const MAX_INDEX = 4 << 20;

/**
 * What names an image as its subject (signatures, bills of materials), distribution-spec "Listing Referrers": from the
 * registry's own list or, where it keeps none, from the index under the referrers tag.
 */
export async function listReferrers(session: Session, subject: Digest): Promise<readonly Descriptor[]> {
  const action = `list what refers to ${subject}`;
  const url = session.url(`referrers/${subject}`);
  const headers = { accept: MEDIA_TYPES.index };
  const response = await session.request({ method: 'GET', url, headers }, [200, 404], action);
  const bytes = await session.read(response, MAX_INDEX, action);
  const listed = response.status === 200 ? bytes : (await getManifest(session, tagOf(subject)))?.bytes;
  return listed === undefined ? [] : parseManifests(session, listed, action);
}

/**
 * Puts a manifest that has a subject, by its digest. A registry that keeps no list says so by not answering with
 * OCI-Subject; then the index under the referrers tag gets it ("Pushing Manifests with Subject").
 */
export async function putReferrer(session: Session, manifest: JsonBlob, subject: Digest): Promise<void> {
  const answer = await putManifest(session, manifest.descriptor.digest, manifest);
  if (answer.get('oci-subject') === subject) return;
  const known = await listReferrers(session, subject);
  if (known.some(({ digest }) => digest === manifest.descriptor.digest)) return;
  const manifests = [...known, manifest.descriptor];
  const index = { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests };
  await putManifest(session, tagOf(subject), jsonBlob(MEDIA_TYPES.index, index));
}

/** "Referrers Tag Schema". */
function tagOf(digest: Digest): string {
  return digest.replace(':', '-');
}

function parseManifests(session: Session, bytes: Uint8Array, action: string): readonly Descriptor[] {
  let manifests: unknown;
  try {
    ({ manifests } = JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    manifests = undefined; // no JSON, as said below
  }
  if (Array.isArray(manifests)) return manifests;
  throw session.error('its answer is no index', action);
}
