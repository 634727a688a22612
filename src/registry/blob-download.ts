import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { contentStart } from '../http/content-range.ts';
import { resumed } from '../http/resume.ts';
import { DEFAULT_RETRY, TransientFailure } from '../http/retry.ts';
import type { Digest } from '../image/layer.ts';
import { digestMismatch } from './errors.ts';
import type { Session, SessionOptions } from './session.ts';

const READ_AHEAD = 1 << 20;

/** A blob as a manifest names it. */
interface Wanted {
  readonly digest: Digest;
  readonly size: number;
}

/**
 * A blob's bytes as a stream, distribution-spec "Pulling blobs". A connection that breaks is taken up where it
 * broke; the stream fails with ToolError `registry-digest-mismatch` at its end if they are not the digest's, else as
 * RegistryClient.
 */
export function getBlob(session: Session, wanted: Wanted, options: RetryOptions): Readable {
  return Readable.from(blobBytes(session, wanted, options), {
    objectMode: false,
    highWaterMark: READ_AHEAD,
  });
}

type RetryOptions = Pick<SessionOptions, 'retry' | 'signal'>;

async function* blobBytes(
  session: Session,
  wanted: Wanted,
  { retry = DEFAULT_RETRY, signal }: RetryOptions,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of resumed((offset) => blobFrom(session, wanted, offset), retry, signal)) {
    hash.update(chunk);
    yield chunk;
  }
  const actual: Digest = `sha256:${hash.digest('hex')}`;
  if (actual !== wanted.digest) throw digestMismatch(session.name, actionOf(wanted), actual);
}

function actionOf({ digest }: Wanted): string {
  return `give the blob ${digest}`;
}

/** RFC 9110 section 14: a server may ignore Range and send all; then the first bytes are passed over. */
async function* blobFrom(session: Session, blob: Wanted, offset: number): AsyncGenerator<Buffer> {
  // All came, and then the connection broke; whether it is right, the digest says.
  if (offset > 0 && offset === blob.size) return;
  const action = actionOf(blob);
  const headers = {
    // The digest and the size are of what is stored; a server may not pack it on the way.
    'accept-encoding': 'identity',
    ...(offset === 0 ? {} : { range: `bytes=${offset}-` }),
  };
  const url = session.url(`blobs/${blob.digest}`);
  const response = await session.exchange({ method: 'GET', url, headers }, [200, 206], action);
  let at = contentStart(response);
  if (at > offset) throw session.error('it sends another part than was asked for', action);
  for await (const chunk of session.chunks(response, action)) {
    const wanted = chunk.subarray(Math.min(Math.max(0, offset - at), chunk.length));
    at += chunk.length;
    if (at > blob.size)
      throw session.error(`it sends more than the ${blob.size} bytes of the manifest`, action);
    if (wanted.length > 0) yield wanted;
  }
  if (at < blob.size)
    throw new TransientFailure(session.error(`it ends after ${at} of ${blob.size} bytes`, action));
}
