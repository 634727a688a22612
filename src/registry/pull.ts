import type { Readable } from 'node:stream';
import type { Digest } from '../image/layer.ts';
import { getBlob } from './blob-download.ts';
import { readManifest } from './manifests.ts';
import { createSession, type SessionOptions } from './session.ts';

/** The reading side of one repository, OCI distribution-spec "Pull". Errors are those of RegistryClient. */
export interface PullClient {
  /**
   * A manifest or an index, by tag or digest; its bytes are what the digest says, if one was asked for.
   * @throws ToolError `registry-not-found`, `registry-digest-mismatch` and the others.
   */
  manifest(reference: string): Promise<{ readonly bytes: Uint8Array; readonly digest: Digest }>;
  /** A blob's bytes, as RegistryClient's. */
  blob(digest: Digest, size: number): Readable;
}

/** Makes a client of one repository that asks for no right to push. Nothing is asked before it is used. */
export function createPullClient(options: Omit<SessionOptions, 'access'>): PullClient {
  const session = createSession({ ...options, access: 'pull' });
  return {
    manifest: (reference) => readManifest(session, reference, [200]),
    blob: (digest, size) => getBlob(session, { digest, size }, options),
  };
}
