import type { Readable } from 'node:stream';
import type { Descriptor, JsonBlob } from '../image/descriptor.ts';
import type { Digest } from '../image/layer.ts';
import { getBlob } from './blob-download.ts';
import { type Blob, putBlob } from './blob-upload.ts';
import { getManifest, putManifest, type StoredManifest } from './manifests.ts';
import { listReferrers, putReferrer } from './referrers.ts';
import { createSession, type Session, type SessionOptions } from './session.ts';

export type { Blob } from './blob-upload.ts';

/**
 * One repository of one registry, OCI distribution-spec. Every method rejects with ToolError
 * (`registry-unauthorized`, `-denied`, `-not-found`, `-failed`, `-unreachable`, `-credentials`,
 * `-digest-mismatch`) once retries are used up, or with the signal's reason.
 */
export interface RegistryClient {
  hasBlob(digest: Digest): Promise<boolean>;
  /** `mountFrom` is a repository of the same registry that has the blob. Gives how it came there. */
  uploadBlob(blob: Blob, mountFrom?: string): Promise<'mounted' | 'sent'>;
  /**
   * A blob's bytes as a stream. A connection that breaks is taken up where it broke; the stream fails with
   * `registry-digest-mismatch` at its end if they are not the digest's.
   */
  blob(digest: Digest, size: number): Readable;
  /** `reference` is a tag or a digest. Resolves when the registry has been seen to have it. */
  putManifest(reference: string, manifest: JsonBlob): Promise<void>;
  /** Undefined when there is none. The bytes are checked against the digest that named them, if one did. */
  getManifest(reference: string): Promise<StoredManifest | undefined>;
  /** What has the manifest as its subject. */
  listReferrers(subject: Digest): Promise<readonly Descriptor[]>;
  /** Puts a manifest that has a subject; its configuration and layers are there already. */
  putReferrer(manifest: JsonBlob, subject: Digest): Promise<void>;
}

/** Makes a client of one repository, which pulls and pushes. Nothing is asked before it is used. */
export function createRegistryClient(options: SessionOptions): RegistryClient {
  const session = createSession(options);
  return {
    hasBlob: (digest) => hasBlob(session, digest),
    uploadBlob: (blob, mountFrom) => putBlob(session, blob, mountFrom),
    blob: (digest, size) => getBlob(session, { digest, size }, options),
    putManifest: async (reference, manifest) => void (await putManifest(session, reference, manifest)),
    getManifest: (reference) => getManifest(session, reference),
    listReferrers: (subject) => listReferrers(session, subject),
    putReferrer: (manifest, subject) => putReferrer(session, manifest, subject),
  };
}

async function hasBlob(session: Session, digest: Digest): Promise<boolean> {
  const url = session.url(`blobs/${digest}`);
  const response = await session.request({ method: 'HEAD', url }, [200, 404], `look up the blob ${digest}`);
  return response.status === 200;
}
