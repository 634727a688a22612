import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ToolError } from '../errors.ts';

export interface UploadOptions {
  readonly method: string;
  readonly headers: Headers;
  readonly signal?: AbortSignal;
}

/** The body, opened once for each sending. */
export interface UploadBody {
  readonly size: number;
  open(): Readable;
}

/** A connection on which nothing moves for so long is given up. */
const IDLE_MS = 300_000;
/** As much of an answer as is kept; answers to uploads are empty or an error document. */
const MAX_ANSWER = 1 << 16;
/** fetch standard, "null body status". */
const WITHOUT_BODY: readonly number[] = [204, 205, 304];

/**
 * Sends a request whose body is a stream, and gives the answer as fetch does. Not by fetch itself, which in
 * Node reads a streamed body into memory as fast as the source gives it, whatever the network takes. An
 * answer that comes before all is sent (401, 413) ends the sending. Rejects with the error of the connection,
 * ToolError `layer-unreadable`, or an AbortError.
 */
export async function upload(url: URL, options: UploadOptions, body: UploadBody): Promise<Response> {
  const source = Readable.from(exactly(body), { objectMode: false });
  // A length, since several registries refuse chunked transfer coding.
  const headers = { ...Object.fromEntries(options.headers), 'content-length': String(body.size) };
  const request = openRequest(url, options, headers);
  const answer = receive(request);
  const sent = pipeline(source, request);
  try {
    await Promise.race([answer, sent]);
    return await answer;
  } finally {
    source.destroy();
    request.destroy();
    await Promise.allSettled([answer, sent]); // the race has reported the first failure
  }
}

function openRequest(
  url: URL,
  { method, signal }: UploadOptions,
  headers: Record<string, string>,
): ClientRequest {
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const abort = signal === undefined ? {} : { signal };
  const request = open(url, {
    method,
    headers,
    timeout: IDLE_MS,
    ...abort,
  });
  request.on('timeout', () => {
    request.destroy(Object.assign(new Error(`nothing moved for ${IDLE_MS / 1000} s`), { code: 'ETIMEDOUT' }));
  });
  request.on('error', () => undefined); // `receive` reports it; a later one, after the answer, is no matter
  return request;
}

/** Passes on a source of the size that was promised; one that is shorter would leave both sides waiting. */
async function* exactly(body: UploadBody): AsyncGenerator<Buffer> {
  let passed = 0;
  try {
    for await (const chunk of body.open()) {
      passed += chunk.length;
      if (passed > body.size) break;
      yield chunk;
    }
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error), error);
  }
  if (passed !== body.size) throw unreadable(`it is not ${body.size} bytes long`);
}

function unreadable(what: string, cause?: unknown): ToolError {
  return new ToolError(
    'layer-unreadable',
    `a layer could not be read to upload it: ${what}`,
    'its file was removed or changed while the image was pushed; run again',
    { cause },
  );
}

async function receive(request: ClientRequest): Promise<Response> {
  const [incoming]: IncomingMessage[] = await once(request, 'response');
  if (incoming === undefined) throw new Error('no response');
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const { statusCode: status = 0, statusMessage: statusText = '' } = incoming;
  const body = await readSome(incoming);
  return new Response(WITHOUT_BODY.includes(status) ? null : body, { status, statusText, headers });
}

/** The first part of a body; what has come when the connection breaks off is enough beside the status. */
async function readSome(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_ANSWER) break;
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error;
  }
  return new Uint8Array(Buffer.concat(chunks));
}
