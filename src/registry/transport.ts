import { once } from 'node:events';
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Host } from '../host/host.ts';
import { isUnknownIssuer, registryIdentity, type TlsIdentity, trustingSystem } from './certificates.ts';
import { isLoopback } from './endpoint.ts';
import { readBody } from './http.ts';
import { openBody, type StreamBody } from './request-body.ts';

/** One request, without redirections. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body?: Uint8Array | StreamBody;
  readonly signal?: AbortSignal;
}

/**
 * Sends requests and gives answers as fetch does, over connections that are kept open. Not fetch itself, which in
 * Node reads a streamed body into memory as fast as the source gives it, whatever the network takes. Rejects with
 * the error of the connection, ToolError `layer-unreadable`, or the signal's reason.
 */
export type Transport = (request: WireRequest) => Promise<Response>;

export interface TransportOptions {
  /** The registry, for its certificates. */
  readonly registry: string;
  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in capitals or not; HOME. */
  readonly env: Host['env'];
  /** How long an answer may take, from a request that is sent to the end of its headers. */
  readonly patienceMs?: number;
}

/** A connection on which nothing moves for so long is given up. */
const IDLE_MS = 300_000;
const PATIENCE_MS = 120_000;
/** Such an answer is empty or an error document. */
const MAX_EARLY_ANSWER = 1 << 16;
/** fetch standard, "null body status". */
const WITHOUT_BODY: readonly number[] = [204, 205, 304];

export function createTransport({ registry, env, patienceMs = PATIENCE_MS }: TransportOptions): Transport {
  const identity = lazy(() => registryIdentity(registry, env));
  const agents = new Map<string, Agent>();
  let trusting: TlsIdentity | undefined;

  async function agentFor(url: URL): Promise<Agent> {
    // As Go's programs do: what is on this machine is not asked for by way of a proxy.
    const direct = isLoopback(url);
    const key = `${url.protocol} ${direct}`;
    const known = agents.get(key);
    if (known !== undefined) return known;
    const common = { keepAlive: true, ...(direct ? {} : { proxyEnv: { ...env } }) };
    const tls = url.protocol === 'https:' ? tlsOptions(trusting ?? (await identity())) : undefined;
    const agent = tls === undefined ? new Agent(common) : new HttpsAgent({ ...common, ...tls });
    agents.set(key, agent);
    return agent;
  }

  return async (request) => {
    try {
      return await exchange(request, await agentFor(request.url), patienceMs);
    } catch (error) {
      if (trusting !== undefined || !isUnknownIssuer(error)) throw error;
      trusting = trustingSystem(await identity());
      agents.clear();
      return exchange(request, await agentFor(request.url), patienceMs);
    }
  };
}

function tlsOptions({ ca, cert, key }: TlsIdentity) {
  return {
    ...(ca !== undefined && { ca: [...ca] }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
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
  const source = openBody(body);
  const sent = pipeline(source, outgoing);
  try {
    await Promise.race([answer, sent]);
    const response = await answer;
    // An answer that comes before all is sent (401, 413) ends the sending, and with it the connection.
    return outgoing.writableFinished ? response : await detached(response);
  } finally {
    source.destroy();
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
