import { ToolError } from '../errors.ts';
import { discard, resolveLocation } from '../http/http.ts';
import type { Digest } from '../image/layer.ts';
import type { Session } from './session.ts';

/** An upload that a registry has begun to take. */
export interface UploadState {
  /** Where the next request goes; each answer names it anew. */
  readonly location: URL;
  /** How many bytes the registry has. */
  readonly offset: number;
  /** OCI-Chunk-Min-Length, 0 when the registry names none. */
  readonly chunkMinimum: number;
}

/**
 * Begins an upload, or mounts the blob from another repository of the same registry (distribution-spec "Mounting a
 * blob from another repository"): then there is nothing to send, and the result is undefined.
 */
export async function beginUpload(
  session: Session,
  blob: { readonly digest: Digest },
  mountFrom: string | undefined,
  action: string,
): Promise<UploadState | undefined> {
  const url = session.url('blobs/uploads/');
  if (mountFrom !== undefined)
    url.search = new URLSearchParams({ mount: blob.digest, from: mountFrom }).toString();
  const request = { method: 'POST', url, body: new Uint8Array() } as const;
  // Some refuse what they cannot mount where the specification wants an ordinary upload to begin.
  const refusals = mountFrom === undefined ? [] : [400, 401, 403, 404, 405];
  const response = await session.exchange(request, [201, 202, ...refusals], action);
  await discard(response);
  if (refusals.includes(response.status)) return beginUpload(session, blob, undefined, action);
  if (response.status === 201 && mountFrom !== undefined) return undefined;
  return {
    location: nextLocation(session, response, url, action),
    offset: 0,
    chunkMinimum: minimum(response),
  };
}

/**
 * Asks how far an upload has come after its connection broke ("Pushing a blob in chunks"). Undefined when the registry
 * does not know it any more, or has none of it: then it is to begin anew.
 */
export async function resumeUpload(
  session: Session,
  { location, chunkMinimum }: UploadState,
  action: string,
): Promise<UploadState | undefined> {
  const request = { method: 'GET', url: location } as const;
  const response = await session.exchange(request, [200, 202, 204], action).catch((error: unknown) => {
    if (error instanceof ToolError) return undefined; // whatever it says, a new upload is what is left
    throw error;
  });
  if (response === undefined) return undefined;
  await discard(response);
  const offset = receivedBytes(response);
  if (offset === undefined || offset === 0) return undefined;
  return { location: nextLocation(session, response, location, action, location), offset, chunkMinimum };
}

/** The upload after a chunk that the registry took. */
export function afterChunk(
  session: Session,
  response: Response,
  { location, chunkMinimum }: UploadState,
  sent: number,
  action: string,
): UploadState {
  const offset = receivedBytes(response) ?? sent;
  return { location: nextLocation(session, response, location, action, location), offset, chunkMinimum };
}

/** The URL that ends an upload. */
export function withDigest(location: URL, digest: Digest): URL {
  const url = new URL(location);
  // Not through searchParams, which would write the registry's own query anew.
  url.search = `${url.search === '' ? '?' : `${url.search}&`}digest=${encodeURIComponent(digest)}`;
  return url;
}

/** `Range: 0-LAST`. docker-registry says 0-0 for nothing as well as for one byte, so that counts for nothing. */
function receivedBytes(response: Response): number | undefined {
  const last = /^(?:bytes=)?0-(\d+)$/.exec(response.headers.get('range') ?? '')?.[1];
  if (last === undefined) return undefined;
  return last === '0' ? 0 : Number(last) + 1;
}

function nextLocation(session: Session, response: Response, base: URL, action: string, otherwise?: URL): URL {
  const location = response.headers.get('location');
  if (location === null) {
    if (otherwise !== undefined) return otherwise;
    throw session.error('its answer names no upload location', action);
  }
  try {
    return resolveLocation(location, base);
  } catch (error) {
    throw session.error(error instanceof Error ? error.message : String(error), action);
  }
}

function minimum(response: Response): number {
  const value = response.headers.get('oci-chunk-min-length') ?? '';
  return /^\d+$/.test(value) ? Number(value) : 0;
}
