import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/layer.ts';
import { MEDIA_TYPES } from '../image/media-types.ts';
import type { Session } from './session.ts';

const MAX_INDEX = 4 << 20;

/**
 * What names a manifest as its subject, distribution-spec "Listing Referrers": from the registry's own list or, where
 * it keeps none, from the index under the referrers tag.
 */
export async function listReferrers(session: Session, subject: Digest): Promise<readonly Descriptor[]> {
  return (
    (await readIndex(session, `referrers/${subject}`)) ??
    (await readIndex(session, `manifests/${subject.replace(':', '-')}`)) ??
    []
  );
}

async function readIndex(session: Session, path: string): Promise<readonly Descriptor[] | undefined> {
  const action = 'list what refers to a manifest';
  const headers = { accept: MEDIA_TYPES.index };
  const response = await session.request(
    { method: 'GET', url: session.url(path), headers },
    [200, 404],
    action,
  );
  const bytes = await session.read(response, MAX_INDEX, action);
  if (response.status === 404) return undefined;
  try {
    const { manifests } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { manifests?: unknown };
    if (Array.isArray(manifests)) return manifests;
  } catch {
    // no JSON, which is as good as no index
  }
  throw session.error('its answer is no index', action);
}
