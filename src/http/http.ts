import type { RequestBody, Transport } from './wire.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
}

export interface SendOptions {
  readonly transport: Transport;
  /** Value of Authorization for a URL; asked again at each redirection, so that it can bind to an origin. */
  readonly authorization?: (url: URL) => string | undefined;
  readonly signal?: AbortSignal;
  /** For a body that is a secret: a redirection to another origin is refused. */
  readonly sameOrigin?: boolean;
  /** Reads a Location field; {@link resolveLocation} when absent. @throws for an address that is not to be asked. */
  readonly resolve?: (location: string, base: URL) => URL;
}

/** A response, and the URL that it is from, after all redirections. */
export interface Answer {
  readonly response: Response;
  readonly url: URL;
}

const MAX_REDIRECTS = 5;
/** How long an answer may take: to the end of its headers, and from there to its end if it is no blob. */
export const PATIENCE_MS = 120_000;
const MAX_DISCARDED = 1 << 16;
/** What we call ourselves (RFC 9110 section 10.1.5). */
const USER_AGENT = 'arm64-on-x86';

/**
 * Sends a request and follows redirections: any for GET and HEAD, 307 and 308 for the others, whose body is sent again
 * (RFC 9110 section 15.4). Never from https to http.
 * @throws the transport's error when there is no response; Error for a redirection that is refused.
 */
export async function send(request: HttpRequest, options: SendOptions): Promise<Answer> {
  const { resolve = resolveLocation } = options;
  let url = request.url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await sendOnce({ ...request, url }, options);
    const location = redirectTarget(request, response);
    if (location === undefined) return { response, url };
    await discard(response);
    const next = resolve(location, url);
    if (options.sameOrigin && next.origin !== url.origin)
      throw new Error(`${url.host} redirects to ${next.host}, which is not to get what is sent`);
    url = next;
  }
  throw new Error(`more than ${MAX_REDIRECTS} redirections from ${request.url.host}`);
}

/** Resolves a Location field against the URL that it came from; refuses to leave https for http. */
export function resolveLocation(location: string, base: URL): URL {
  const url = new URL(location, base);
  if (base.protocol === 'https:' && url.protocol !== 'https:') {
    throw new Error(`${base.host} redirects from https to ${url.protocol}//${url.host}`);
  }
  return url;
}

/**
 * Reads a response's body, at most `limit` bytes of it; undefined when there is more.
 * @throws ETIMEDOUT when it has not ended in time, though it may drip on.
 */
export async function readBody(
  response: Response,
  limit: number,
  patienceMs = PATIENCE_MS,
): Promise<Uint8Array | undefined> {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    reader.cancel().catch(() => undefined); // ends the reading below
  }, patienceMs);
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (let { value } = await reader.read(); value !== undefined; { value } = await reader.read()) {
      size += value.length;
      if (size > limit) {
        await reader.cancel();
        return undefined;
      }
      chunks.push(value);
    }
    if (late)
      throw Object.assign(new Error(`no whole answer within ${patienceMs / 1000} s`), { code: 'ETIMEDOUT' });
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
  }
}

/** Reads an answer that nobody wants, so that its connection can be used again; a long one is cut off. */
export async function discard(response: Response): Promise<void> {
  await readBody(response, MAX_DISCARDED).catch(() => undefined); // its status has said all
}

async function sendOnce(request: HttpRequest, options: SendOptions): Promise<Response> {
  const headers = new Headers({ 'user-agent': USER_AGENT, ...request.headers });
  const authorization = options.authorization?.(request.url);
  if (authorization !== undefined) headers.set('authorization', authorization);
  const { method, url, body } = request;
  return options.transport({
    method,
    url,
    headers,
    ...(body !== undefined && { body }),
    ...(options.signal !== undefined && { signal: options.signal }),
  });
}

function redirectTarget(request: HttpRequest, response: Response): string | undefined {
  const safe = request.method === 'GET' || request.method === 'HEAD';
  const followed = safe ? [301, 302, 303, 307, 308] : [307, 308];
  if (!followed.includes(response.status)) return undefined;
  return response.headers.get('location') ?? undefined;
}
