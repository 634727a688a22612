import { discard } from '../http/http.ts';
import { TransientFailure } from '../http/retry.ts';
import type { JsonBlob } from '../image/descriptor.ts';
import { digestOf } from '../image/digest.ts';
import type { Digest } from '../image/layer.ts';
import { MANIFEST_TYPES } from '../image/media-types.ts';
import { digestMismatch } from './errors.ts';
import type { Session } from './session.ts';

/** A manifest or index as a registry has it. */
export interface StoredManifest {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly digest: Digest;
}

/** distribution-spec, "Pushing Manifests": registries must take 4 MiB, clients need read no more. */
const MAX_MANIFEST = 4 << 20;
const ACCEPT = { accept: MANIFEST_TYPES.join(', ') };

/**
 * Puts a manifest under a tag or its digest, and asks what is there then: not every registry that answers 201 has it.
 * @returns the headers of the answer, for what else it says (OCI-Subject).
 */
export async function putManifest(
  session: Session,
  reference: string,
  { descriptor, bytes }: JsonBlob,
): Promise<Headers> {
  const action = `take the manifest ${reference}`;
  const headers = { 'content-type': descriptor.mediaType };
  const url = session.url(`manifests/${reference}`);
  const response = await session.request({ method: 'PUT', url, headers, body: bytes }, [201], action);
  await discard(response);
  assertDigest(response, descriptor.digest, session, action);
  await verifyManifest(session, reference, descriptor.digest);
  return response.headers;
}

/** Undefined when there is none. The bytes are checked against the digest that named them, if one did. */
export async function getManifest(session: Session, reference: string): Promise<StoredManifest | undefined> {
  const { status, mediaType, bytes, digest } = await readManifest(session, reference, [200, 404]);
  if (status === 404) return undefined;
  if (MANIFEST_TYPES.includes(mediaType)) return { bytes, mediaType, digest };
  const what = `its answer is ${JSON.stringify(mediaType)}, which is no manifest`;
  throw session.error(what, `give the manifest ${reference}`);
}

/**
 * What the registry answers, if with one of the statuses; those of 200 are checked against the digest that names
 * them.
 */
export function readManifest(
  session: Session,
  reference: string,
  expected: readonly number[],
): Promise<StoredManifest & { readonly status: number }> {
  const action = `give the manifest ${reference}`;
  const url = session.url(`manifests/${reference}`);
  return session.retrying(async () => {
    const response = await session.exchange({ method: 'GET', url, headers: ACCEPT }, expected, action);
    const { status, headers } = response;
    const bytes = await session.read(response, MAX_MANIFEST, action);
    const digest = digestOf(bytes);
    // By a tag only the answer says what it should be; registries may do so by another algorithm.
    const named = reference.includes(':') ? reference : headers.get('docker-content-digest');
    if (status === 200 && named?.startsWith('sha256:') && digest !== named)
      throw digestMismatch(session.name, action, digest);
    return { status, bytes, mediaType: (headers.get('content-type') ?? '').replace(/\s*;.*/s, ''), digest };
  });
}

/** Docker-Content-Digest is optional; where it is sent it must be what we sent. */
export function assertDigest(response: Response, digest: Digest, session: Session, action: string): void {
  const stored = response.headers.get('docker-content-digest');
  if (stored !== null && stored !== digest) throw digestMismatch(session.name, action, stored);
}

async function verifyManifest(session: Session, reference: string, digest: Digest): Promise<void> {
  const action = `keep the manifest ${reference}`;
  const url = session.url(`manifests/${reference}`);
  const stored = await session.retrying(async () => {
    const response = await session.exchange({ method: 'HEAD', url, headers: ACCEPT }, [200, 404], action);
    if (response.status === 200) return response.headers.get('docker-content-digest');
    // Registries that keep several copies may need a moment.
    throw new TransientFailure(session.error('it said 201, but the manifest is not there', action));
  });
  const found = stored ?? (await getManifest(session, reference))?.digest;
  if (found !== digest) throw digestMismatch(session.name, action, found ?? 'nothing');
}
