import { type Descriptor, type JsonBlob, jsonBlob } from '../image/descriptor.ts';
import type { Digest } from '../image/layer.ts';
import { MEDIA_TYPES } from '../image/media-types.ts';
import { isObject } from '../image/read/document.ts';
import { getManifest, putManifest } from './manifests.ts';
import { nextPage } from './next-page.ts';
import type { Session } from './session.ts';

const MAX_INDEX = 4 << 20;
const MAX_PAGES = 100;

/**
 * What names an image as its subject (signatures, bills of materials), distribution-spec "Listing Referrers": from the
 * registry's own list or, where it keeps none, from the index under the referrers tag.
 */
export async function listReferrers(session: Session, subject: Digest): Promise<readonly Descriptor[]> {
  const action = `list what refers to ${subject}`;
  const headers = { accept: MEDIA_TYPES.index };
  const found: Descriptor[] = [];
  let url: URL | undefined = session.url(`referrers/${subject}`);
  for (let page = 0; url !== undefined; page += 1) {
    if (page === MAX_PAGES) throw session.error(`its list has more than ${MAX_PAGES} pages`, action);
    const response: Response = await session.request({ method: 'GET', url, headers }, [200, 404], action);
    const bytes = await session.read(response, MAX_INDEX, action);
    if (response.status === 404) return taggedReferrers(session, subject, action);
    found.push(...parseManifests(session, bytes, action));
    url = nextPage(session, response, url, action);
  }
  return found;
}

async function taggedReferrers(session: Session, subject: Digest, action: string) {
  const index = await getManifest(session, tagOf(subject));
  return index === undefined ? [] : parseManifests(session, index.bytes, action);
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
  const manifests = [...known, referrerDescriptor(manifest)];
  const index = { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests };
  await putManifest(session, tagOf(subject), jsonBlob(MEDIA_TYPES.index, index));
}

/**
 * "Pushing Manifests with Subject": what the list says of a manifest, so that nobody has to get all of them to find the
 * one they want.
 */
function referrerDescriptor({ descriptor, bytes }: JsonBlob): Descriptor {
  const { artifactType, config, annotations } = JSON.parse(Buffer.from(bytes).toString('utf8'));
  const type = artifactType || config?.mediaType;
  return {
    ...descriptor,
    ...(type !== undefined && { artifactType: type }),
    ...(annotations !== undefined && { annotations }),
  };
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
  if (Array.isArray(manifests) && manifests.every(isObject)) return manifests as unknown as Descriptor[];
  throw session.error('its answer is no index', action);
}
