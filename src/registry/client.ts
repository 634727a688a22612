import { Readable } from 'node:stream';
import { ToolError } from '../errors.ts';
import type { Descriptor, JsonBlob } from '../image/descriptor.ts';
import { digestOf } from '../image/digest.ts';
import type { Digest } from '../image/layer.ts';
import { MEDIA_TYPES } from '../image/media-types.ts';
import { resolveLocation } from './http.ts';
import { listReferrers } from './referrers.ts';
import { createSession, type Session, type SessionOptions } from './session.ts';

/** A blob to upload: a layer, or a configuration. */
export interface Blob {
  readonly digest: Digest;
  readonly size: number;
  open(): Readable;
}

/**
 * One repository of one registry, OCI distribution-spec. Every method rejects with ToolError
 * (`registry-unauthorized`, `-denied`, `-not-found`, `-failed`, `-unreachable`, `-credentials`) once retries
 * are used up, or with the signal's reason.
 */
export interface RegistryClient {
  hasBlob(digest: Digest): Promise<boolean>;
  uploadBlob(blob: Blob): Promise<void>;
  /** The bytes of a blob as they come, unchecked; the caller hashes them. */
  openBlob(digest: Digest): Promise<Readable>;
  /** `reference` is a tag or a digest. */
  putManifest(reference: string, manifest: JsonBlob): Promise<void>;
  /** Undefined when there is none. The bytes are checked against the digest that named them, if one did. */
  getManifest(
    reference: string,
  ): Promise<{ bytes: Uint8Array; mediaType: string; digest: Digest } | undefined>;
  /** What has the manifest as its subject. */
  listReferrers(subject: Digest): Promise<readonly Descriptor[]>;
}

/** distribution-spec, "Pushing Manifests": registries must take 4 MiB, clients need read no more. */
const MAX_MANIFEST = 4 << 20;

export function createRegistryClient(options: SessionOptions): RegistryClient {
  const session = createSession(options);
  return {
    hasBlob: (digest) => hasBlob(session, digest),
    uploadBlob: (blob) => uploadBlob(session, blob),
    openBlob: (digest) => openBlob(session, digest),
    putManifest: (reference, manifest) => putManifest(session, reference, manifest),
    getManifest: (reference) => getManifest(session, reference),
    listReferrers: (subject) => listReferrers(session, subject),
  };
}

async function hasBlob(session: Session, digest: Digest): Promise<boolean> {
  const url = session.url(`blobs/${digest}`);
  const response = await session.request({ method: 'HEAD', url }, [200, 404], `look up the blob ${digest}`);
  return response.status === 200;
}

/**
 * POST then one PUT ("Pushing a blob monolithically"): chunks are where registries differ. A failed PUT may
 * have spoilt its upload session, so a retry starts over with a new one.
 */
function uploadBlob(session: Session, blob: Blob): Promise<void> {
  const action = `take the blob ${blob.digest}`;
  return session.retrying(async () => {
    const begin = { method: 'POST', url: session.url('blobs/uploads/'), body: new Uint8Array() } as const;
    const started = await session.exchange(begin, [202], action);
    await started.body?.cancel();
    const url = uploadUrl(started, begin.url, blob.digest, session, action);
    const headers = { 'content-type': 'application/octet-stream' };
    const done = await session.exchange({ method: 'PUT', url, headers, body: blob }, [201], action);
    await done.body?.cancel();
    assertDigest(done, blob.digest, session, action);
  });
}

function uploadUrl(started: Response, base: URL, digest: Digest, session: Session, action: string): URL {
  const location = started.headers.get('location');
  if (location === null) throw session.error('its answer names no upload location', action);
  let url: URL;
  try {
    url = resolveLocation(location, base);
  } catch (error) {
    throw session.error(error instanceof Error ? error.message : String(error), action);
  }
  // Not through searchParams, which would write the registry's own query anew.
  url.search = `${url.search === '' ? '?' : `${url.search}&`}digest=${encodeURIComponent(digest)}`;
  return url;
}

async function openBlob(session: Session, digest: Digest): Promise<Readable> {
  const url = session.url(`blobs/${digest}`);
  const action = `give the blob ${digest}`;
  const response = await session.request({ method: 'GET', url }, [200], action);
  if (response.body === null) throw session.error('its answer is empty', action);
  return Readable.fromWeb(response.body);
}

async function putManifest(session: Session, reference: string, manifest: JsonBlob): Promise<void> {
  const { descriptor, bytes } = manifest;
  const action = `take the manifest ${reference}`;
  const headers = { 'content-type': descriptor.mediaType };
  const url = session.url(`manifests/${reference}`);
  const response = await session.request({ method: 'PUT', url, headers, body: bytes }, [201], action);
  await response.body?.cancel();
  assertDigest(response, descriptor.digest, session, action);
}

function getManifest(session: Session, reference: string) {
  const action = `give the manifest ${reference}`;
  const headers = { accept: [MEDIA_TYPES.manifest, MEDIA_TYPES.index].join(', ') };
  const url = session.url(`manifests/${reference}`);
  return session.retrying(async () => {
    const response = await session.exchange({ method: 'GET', url, headers }, [200, 404], action);
    const bytes = await session.read(response, MAX_MANIFEST, action);
    if (response.status === 404) return undefined;
    const digest = digestOf(bytes);
    if (reference.includes(':') && digest !== reference) throw mismatch(session, action, digest);
    return { bytes, mediaType: response.headers.get('content-type') ?? '', digest };
  });
}

/** Docker-Content-Digest is optional; where it is sent it must be what we sent. */
function assertDigest(response: Response, digest: Digest, session: Session, action: string): void {
  const stored = response.headers.get('docker-content-digest');
  if (stored !== null && stored !== digest) throw mismatch(session, action, stored);
}

function mismatch(session: Session, action: string, digest: string): ToolError {
  return new ToolError(
    'registry-digest-mismatch',
    `${session.name} was to ${action} but has ${digest}`,
    'something between here and the registry changes what is sent; look for a proxy',
  );
}
