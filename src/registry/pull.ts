import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ToolError } from '../errors.ts';
import { digestOf } from '../image/digest.ts';
import type { Digest } from '../image/layer.ts';
import { MANIFEST_TYPES } from '../image/media-types.ts';
import { resumed } from './resume.ts';
import { DEFAULT_RETRY, type RetryPolicy, TransientFailure } from './retry.ts';
import { createSession, type Session, type SessionOptions } from './session.ts';

/** The reading side of one repository, OCI distribution-spec "Pull". Errors are those of RegistryClient. */
export interface PullClient {
  /**
   * A manifest or an index, by tag or digest; its bytes are what the digest says, if one was asked for.
   * @throws ToolError `registry-not-found`, `registry-digest-mismatch` and the others.
   */
  manifest(reference: string): Promise<{ readonly bytes: Uint8Array; readonly digest: Digest }>;
  /**
   * A blob's bytes as a stream. A connection that breaks is taken up where it broke; the stream fails with
   * `registry-digest-mismatch` at its end if they are not the digest's.
   */
  blob(digest: Digest, size: number): Readable;
}

/** distribution-spec, "Pushing Manifests": registries must take 4 MiB, clients need read no more. */
const MAX_MANIFEST = 4 << 20;
const READ_AHEAD = 1 << 20;

export function createPullClient(options: Omit<SessionOptions, 'access'>): PullClient {
  const session = createSession({ ...options, access: 'pull' });
  const retry = { policy: options.retry ?? DEFAULT_RETRY, signal: options.signal };
  return {
    manifest: (reference) => getManifest(session, reference),
    blob: (digest, size) =>
      Readable.from(blobBytes(session, { digest, size }, retry), {
        objectMode: false,
        highWaterMark: READ_AHEAD,
      }),
  };
}

function getManifest(session: Session, reference: string): ReturnType<PullClient['manifest']> {
  const action = `give the manifest ${reference}`;
  const headers = { accept: MANIFEST_TYPES.join(', ') };
  const url = session.url(`manifests/${reference}`);
  return session.retrying(async () => {
    const response = await session.exchange({ method: 'GET', url, headers }, [200], action);
    const bytes = await session.read(response, MAX_MANIFEST, action);
    const digest = digestOf(bytes);
    if (reference.includes(':') && digest !== reference) throw mismatch(session, action, digest);
    return { bytes, digest };
  });
}

interface Wanted {
  readonly digest: Digest;
  readonly size: number;
}

async function* blobBytes(
  session: Session,
  wanted: Wanted,
  { policy, signal }: { policy: RetryPolicy; signal: AbortSignal | undefined },
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of resumed((offset) => blobFrom(session, wanted, offset), policy, signal)) {
    hash.update(chunk);
    yield chunk;
  }
  const actual: Digest = `sha256:${hash.digest('hex')}`;
  if (actual !== wanted.digest) throw mismatch(session, actionOf(wanted), actual);
}

function actionOf({ digest }: Wanted): string {
  return `give the blob ${digest}`;
}

/** RFC 9110 section 14: a server may ignore Range and send all; then the first bytes are passed over. */
async function* blobFrom(session: Session, blob: Wanted, offset: number): AsyncGenerator<Buffer> {
  const action = actionOf(blob);
  const headers = {
    // fetch would unpack what a server packs on the way, and with it what is packed itself.
    'accept-encoding': 'identity',
    ...(offset === 0 ? {} : { range: `bytes=${offset}-` }),
  };
  const url = session.url(`blobs/${blob.digest}`);
  const response = await session.exchange({ method: 'GET', url, headers }, [200, 206], action);
  let at = startOf(response);
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

/** Content-Range, RFC 9110 section 14.4; without one it is all. */
function startOf(response: Response): number {
  if (response.status !== 206) return 0;
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  return start === undefined ? Number.POSITIVE_INFINITY : Number(start);
}

function mismatch(session: Session, action: string, digest: string): ToolError {
  return new ToolError(
    'registry-digest-mismatch',
    `${session.name} was to ${action} but gave ${digest}`,
    'something between here and the registry changes what is sent; look for a proxy',
  );
}
