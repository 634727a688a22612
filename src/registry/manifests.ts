import { ToolError } from '../errors.ts';
import type { JsonBlob } from '../image/descriptor.ts';
import { digestOf } from '../image/digest.ts';
import type { Digest } from '../image/layer.ts';
import { MANIFEST_TYPES } from '../image/media-types.ts';
import { discard } from './http.ts';
import { TransientFailure } from './retry.ts';
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
export function getManifest(session: Session, reference: string): Promise<StoredManifest | undefined> {
  const action = `give the manifest ${reference}`;
  const url = session.url(`manifests/${reference}`);
  return session.retrying(async () => {
    const response = await session.exchange({ method: 'GET', url, headers: ACCEPT }, [200, 404], action);
    const bytes = await session.read(response, MAX_MANIFEST, action);
    if (response.status === 404) return undefined;
    const mediaType = (response.headers.get('content-type') ?? '').replace(/\s*;.*/s, '');
    if (!MANIFEST_TYPES.includes(mediaType))
      throw session.error(`its answer is ${JSON.stringify(mediaType)}, which is no manifest`, action);
    const digest = digestOf(bytes);
    if (reference.includes(':') && digest !== reference) throw mismatch(session, action, digest);
    return { bytes, mediaType, digest };
  });
}

/** Docker-Content-Digest is optional; where it is sent it must be what we sent. */
export function assertDigest(response: Response, digest: Digest, session: Session, action: string): void {
  const stored = response.headers.get('docker-content-digest');
  if (stored !== null && stored !== digest) throw mismatch(session, action, stored);
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
  if (found !== digest) throw mismatch(session, action, found ?? 'nothing');
}

function mismatch(session: Session, action: string, digest: string): ToolError {
  return new ToolError(
    'registry-digest-mismatch',
    `${session.name} was to ${action} but has ${digest}`,
    'something between here and the registry changes what is sent; look for a proxy',
  );
}
