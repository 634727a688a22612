import { once } from 'node:events';
import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { type AgentOptions, createAgents, type KnownAgent } from './agents.ts';
import { isUnknownIssuer, UntrustedHost } from './certificates.ts';
import { PATIENCE_MS, readBody } from './http.ts';
import { openBody } from './request-body.ts';
import { sendPieces } from './send-pieces.ts';
import type { Transport, WireRequest } from './wire.ts';

interface TransportOptions extends AgentOptions {
  /** How long an answer may take, from a request that is sent to the end of its headers. */
  readonly patienceMs?: number;
}

/** A connection on which nothing moves for so long is given up. */
const IDLE_MS = 300_000;
/** Such an answer is empty or an error document. */
const MAX_EARLY_ANSWER = 1 << 16;
/** fetch standard, "null body status". */
const WITHOUT_BODY: readonly number[] = [204, 205, 304];

/**
 * Makes what sends requests, on connections of its own. A host whose certificate's issuer Node.js does not know is
 * asked once more, trusting what the machine trusts.
 */
export function createTransport({ patienceMs = PATIENCE_MS, ...options }: TransportOptions): Transport {
  const agents = createAgents(options);

  async function attempt(request: WireRequest, { agent }: KnownAgent): Promise<Response> {
    try {
      return await exchange(request, await agent, patienceMs);
    } catch (error) {
      throw isUnknownIssuer(error) ? new UntrustedHost(request.url.host, error) : error;
    }
  }

  return async (request) => {
    const known = agents.for(request.url);
    try {
      return await attempt(request, known);
    } catch (error) {
      if (known.trustsSystem || !(error instanceof UntrustedHost)) throw error;
      agents.trustSystem();
      return attempt(request, agents.for(request.url));
    }
  };
}

async function exchange(request: WireRequest, agent: Agent, patienceMs: number): Promise<Response> {
  const { body } = request;
  const outgoing = open(request, agent);
  const answer = receive(outgoing, request.method);
  answer.catch(() => undefined); // awaited below, or the sending has failed before
  if (body === undefined || body instanceof Uint8Array) {
    outgoing.end(body);
    return withPatience(outgoing, answer, patienceMs);
  }
  const over = new AbortController();
  const sent = sendPieces(openBody(body), outgoing, over.signal);
  try {
    await Promise.race([answer, sent]);
    const response = await answer;
    // An answer that comes before all is sent (401, 413) ends the sending, and with it the connection.
    return outgoing.writableFinished ? response : await detached(response);
  } finally {
    over.abort();
    if (!outgoing.writableFinished) outgoing.destroy();
    await Promise.allSettled([answer, sent]); // the race has reported the first failure
  }
}

/** The answer as far as it has come, which is enough beside the status. */
async function detached(response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  const body = await readBody(response, MAX_EARLY_ANSWER).catch(() => undefined);
  const bytes = body === undefined ? null : new Uint8Array(body);
  return new Response(WITHOUT_BODY.includes(status) ? null : bytes, { status, statusText, headers });
}

async function withPatience<T>(outgoing: ClientRequest, answer: Promise<T>, patienceMs: number): Promise<T> {
  const timer = setTimeout(() => outgoing.destroy(tooSlow(patienceMs)), patienceMs);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
  }
}

function open({ method, url, headers, body, signal }: WireRequest, agent: Agent): ClientRequest {
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const size = body instanceof Uint8Array ? body.length : body?.size;
  const outgoing = start(url, {
    method,
    agent,
    // A length, since several registries refuse chunked transfer coding.
    headers: {
      ...Object.fromEntries(headers),
      ...(size !== undefined && { 'content-length': String(size) }),
    },
    timeout: IDLE_MS,
    ...(signal !== undefined && { signal }),
  });
  outgoing.on('timeout', () => outgoing.destroy(tooSlow(IDLE_MS)));
  outgoing.on('error', () => undefined); // `receive` reports it; a later one, after the answer, is no matter
  return outgoing;
}

function tooSlow(milliseconds: number): Error {
  return Object.assign(new Error(`no answer within ${milliseconds / 1000} s`), { code: 'ETIMEDOUT' });
}

async function receive(outgoing: ClientRequest, method: string): Promise<Response> {
  const [incoming]: IncomingMessage[] = await once(outgoing, 'response');
  if (incoming === undefined) throw new Error('no response');
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const { statusCode: status = 0, statusMessage: statusText = '' } = incoming;
  const empty = method === 'HEAD' || WITHOUT_BODY.includes(status) || headers.get('content-length') === '0';
  // Read to its end, which frees the connection for the next request.
  if (empty) incoming.resume();
  const body = empty ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array<ArrayBuffer>>);
  return new Response(body, { status, statusText, headers });
}
