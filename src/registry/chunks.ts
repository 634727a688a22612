import { discard } from '../http/http.ts';
import { openBody, type StreamBody } from '../http/request-body.ts';
import type { Digest } from '../image/layer.ts';
import { assertDigest } from './manifests.ts';
import type { Session } from './session.ts';
import { afterChunk, type UploadState, withDigest } from './upload-state.ts';

/** GitHub's registry takes no larger ones. */
export const CHUNK = 4 << 20;
/** Five of them are in memory at once. */
const LARGEST = 16 << 20;

/**
 * Sends what a registry has not yet of a blob, in chunks (distribution-spec "Pushing a blob in chunks"), and ends the
 * upload. A chunk is held in memory while it is on its way.
 * @param advance told of the upload's state after each chunk, from which a later attempt goes on.
 */
export async function sendChunks(
  session: Session,
  blob: StreamBody & { readonly digest: Digest },
  from: UploadState,
  advance: (state: UploadState) => void,
  action: string,
): Promise<void> {
  let state = from;
  const size = Math.min(Math.max(CHUNK, state.chunkMinimum), blob.size - state.offset);
  if (size > LARGEST) {
    const what = `it wants chunks of ${state.chunkMinimum} bytes (OCI-Chunk-Min-Length), which is more than ${LARGEST}`;
    throw session.error(what, action);
  }
  for await (const chunk of chunksOf(blob, state.offset, size)) {
    const end = state.offset + chunk.length;
    const headers = {
      'content-type': 'application/octet-stream',
      'content-range': `${state.offset}-${end - 1}`,
    };
    const request = { method: 'PATCH', url: state.location, headers, body: chunk } as const;
    // 204 is what some answer where the specification says 202.
    const response = await session.exchange(request, [202, 204], action);
    await discard(response);
    state = afterChunk(session, response, state, end, action);
    advance(state);
    if (state.offset !== end) throw session.error(`it has ${state.offset} bytes of ${end}`, action);
  }
  const url = withDigest(state.location, blob.digest);
  const done = await session.exchange({ method: 'PUT', url, body: new Uint8Array() }, [201], action);
  await discard(done);
  assertDigest(done, blob.digest, session, action);
}

/** The rest of a body, in pieces of one size but for the last. */
async function* chunksOf(body: StreamBody, offset: number, size: number): AsyncGenerator<Uint8Array> {
  let left = Math.max(0, body.size - offset);
  // Not the same again: an answer may come before a piece is on its way to the last byte.
  let chunk = Buffer.allocUnsafe(Math.min(size, left));
  let filled = 0;
  for await (const piece of openBody(body, offset)) {
    for (let taken = 0; taken < piece.length; ) {
      const copied = piece.copy(chunk, filled, taken);
      filled += copied;
      taken += copied;
      if (filled < chunk.length) continue;
      yield chunk;
      left -= filled;
      chunk = Buffer.allocUnsafe(Math.min(size, left));
      filled = 0;
    }
  }
}
