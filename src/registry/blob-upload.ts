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

/** Whether a blob is sent in chunks, and why. */
type Chunks = 'not yet' | 'after a break' | 'for its size' | 'never';

/**
 * Puts a blob into the session's repository, distribution-spec "Pushing Blobs": mounted from another repository of the
 * registry where one is named and the registry allows it, else sent in one PUT, since chunks are where registries
 * differ; in chunks where that failed: from the first byte, or for what is left where the registry tells how far it
 * got. Where chunks are refused (Amazon's registry has its own sizes and answers) it is sent in one PUT again.
 * @returns whether it was mounted, and nothing sent.
 */
export function putBlob(session: Session, blob: Blob, mountFrom?: string): Promise<'mounted' | 'sent'> {
  const action = `take the blob ${blob.digest}`;
  let state: UploadState | undefined;
  let chunks: Chunks = 'not yet';

  async function send(begun: UploadState): Promise<void> {
    const isWhole = chunks === 'never' || (chunks === 'not yet' && begun.offset === 0);
    const advance = (next: UploadState) => {
      state = next;
    };
    try {
      await (isWhole
        ? sendWhole(session, blob, begun, action)
        : sendChunks(session, blob, begun, advance, action));
    } catch (error) {
      const next = isWhole ? afterWhole(error, chunks, blob.size) : afterChunks(error, chunks);
      if (next === chunks) throw error;
      chunks = next;
      if (error instanceof TransientFailure) throw error;
      state = undefined;
      throw new TransientFailure(error as ToolError, 0);
    }
  }

  return session.retrying(async (reached) => {
    state = chunks === 'never' ? undefined : state && (await resumeUpload(session, state, action));
    reached(state?.offset ?? 0);
    state ??= await beginUpload(session, blob, mountFrom, action);
    if (state === undefined) return 'mounted';
    await send(state);
    return 'sent';
  });
}

function afterWhole(error: unknown, chunks: Chunks, size: number): Chunks {
  if (chunks !== 'not yet' || size <= CHUNK) return chunks;
  // From the registry or, more often, from a proxy before it that limits the size of a request.
  if (error instanceof ToolError && error.code === 'registry-too-large') return 'for its size';
  // What cut the connection may be a limit of time as well as of size.
  return error instanceof TransientFailure && !error.isBusy ? 'after a break' : chunks;
}

function afterChunks(error: unknown, chunks: Chunks): Chunks {
  const isRefused = error instanceof ToolError && /^registry-(failed|not-found)$/.test(error.code);
  return isRefused && chunks !== 'for its size' ? 'never' : chunks;
}

async function sendWhole(session: Session, blob: Blob, state: UploadState, action: string): Promise<void> {
  const url = withDigest(state.location, blob.digest);
  const headers = { 'content-type': 'application/octet-stream' };
  const done = await session.exchange({ method: 'PUT', url, headers, body: blob }, [201], action);
  await discard(done);
  assertDigest(done, blob.digest, session, action);
}
