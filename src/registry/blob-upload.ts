import { ToolError } from '../errors.ts';
import { discard } from '../http/http.ts';
import type { StreamBody } from '../http/request-body.ts';
import { TransientFailure } from '../http/retry.ts';
import type { Digest } from '../image/layer.ts';
import { CHUNK, sendChunks } from './chunks.ts';
import { assertDigest } from './manifests.ts';
import type { Session } from './session.ts';
import { beginUpload, resumeUpload, type UploadState, withDigest } from './upload-state.ts';

/** A blob to upload: a layer, or a configuration. */
export interface Blob extends StreamBody {
  readonly digest: Digest;
}

/**
 * Puts a blob into the session's repository, distribution-spec "Pushing Blobs": mounted from another repository of the
 * registry where one is named and the registry allows it, else sent in one PUT, since chunks are where registries
 * differ; in chunks where that failed: from the first byte, or for what is left where the registry tells how far it
 * got.
 * @returns whether it was mounted, and nothing sent.
 */
export function putBlob(session: Session, blob: Blob, mountFrom?: string): Promise<'mounted' | 'sent'> {
  const action = `take the blob ${blob.digest}`;
  let state: UploadState | undefined;
  let inChunks = false;

  async function send(begun: UploadState): Promise<void> {
    if (!inChunks && begun.offset === 0) return sendWhole(session, blob, begun, action);
    const advance = (next: UploadState) => {
      state = next;
    };
    return sendChunks(session, blob, begun, advance, action);
  }

  return session.retrying(async (reached) => {
    state = state && (await resumeUpload(session, state, action));
    reached(state?.offset ?? 0);
    state ??= await beginUpload(session, blob, mountFrom, action);
    if (state === undefined) return 'mounted';
    try {
      await send(state);
      return 'sent';
    } catch (error) {
      if (inChunks) throw error;
      // What cut the connection may be a limit of time as well as of size.
      inChunks = blob.size > CHUNK;
      if (!inChunks || !isTooLarge(error)) throw error;
      state = undefined;
      throw new TransientFailure(error, 0);
    }
  });
}

async function sendWhole(session: Session, blob: Blob, state: UploadState, action: string): Promise<void> {
  const url = withDigest(state.location, blob.digest);
  const headers = { 'content-type': 'application/octet-stream' };
  const done = await session.exchange({ method: 'PUT', url, headers, body: blob }, [201], action);
  await discard(done);
  assertDigest(done, blob.digest, session, action);
}

/** From the registry or, more often, from a proxy before it that limits the size of a request. */
function isTooLarge(error: unknown): error is ToolError {
  return error instanceof ToolError && error.code === 'registry-too-large';
}
