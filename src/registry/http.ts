import type { Readable } from 'node:stream';
import { upload } from './upload.ts';

/** The body of a request; a stream is opened anew each time the request is sent. */
export type RequestBody = Uint8Array | { readonly size: number; open(): Readable };

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
}

export interface SendOptions {
  /** Value of Authorization for a URL; asked again at each redirection, so that it can bind to an origin. */
  readonly authorization?: (url: URL) => string | undefined;
  readonly signal?: AbortSignal;
}

const MAX_REDIRECTS = 5;
const USER_AGENT = 'arm64-on-x86';

/**
 * Sends a request and follows redirections: any for GET and HEAD, 307 and 308 for the others, whose body is
 * sent again (RFC 9110 section 15.4). Never from https to http. Rejects with fetch's error when there is no
 * response, with Error for a redirection that is refused.
 */
export async function send(request: HttpRequest, options: SendOptions): Promise<Response> {
  let url = request.url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await sendOnce({ ...request, url }, options);
    const location = redirectTarget(request, response);
    if (location === undefined) return response;
    await response.body?.cancel();
    url = resolveLocation(location, url);
  }
  throw new Error(`more than ${MAX_REDIRECTS} redirections from ${request.url.href}`);
}

/** Resolves a Location field against the URL that it came from; refuses to leave https for http. */
export function resolveLocation(location: string, base: URL): URL {
  const url = new URL(location, base);
  if (base.protocol === 'https:' && url.protocol !== 'https:') {
    throw new Error(`${base.host} redirects from https to ${url.protocol}//${url.host}`);
  }
  return url;
}

/** Reads a response's body, at most `limit` bytes of it; undefined when there is more. */
export async function readBody(response: Response, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function sendOnce(request: HttpRequest, options: SendOptions): Promise<Response> {
  const headers = new Headers({ 'user-agent': USER_AGENT, ...request.headers });
  const authorization = options.authorization?.(request.url);
  if (authorization !== undefined) headers.set('authorization', authorization);
  const abort = options.signal === undefined ? {} : { signal: options.signal };
  const init: RequestInit = { method: request.method, headers, redirect: 'manual', ...abort };
  const { body } = request;
  if (body === undefined || body instanceof Uint8Array) {
    return fetch(request.url, body === undefined ? init : { ...init, body: new Uint8Array(body) });
  }
  return upload(request.url, { method: request.method, headers, ...abort }, body);
}

function redirectTarget(request: HttpRequest, response: Response): string | undefined {
  const safe = request.method === 'GET' || request.method === 'HEAD';
  const followed = safe ? [301, 302, 303, 307, 308] : [307, 308];
  if (!followed.includes(response.status)) return undefined;
  return response.headers.get('location') ?? undefined;
}
