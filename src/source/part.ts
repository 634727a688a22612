import { ToolError } from '../errors.ts';
import { USER_AGENT } from '../registry/http.ts';
import type { Transport } from '../registry/transport.ts';
import { requireSafeUrl } from './spec.ts';

const MAX_REDIRECTS = 5;

/** An answer that was not asked for. */
export class BadStatus extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super(`the server answered ${response.status} ${response.statusText}`.trim());
    this.name = 'BadStatus';
    this.response = response;
  }
}

/** Some bytes of a download, and how many there are in all, if the server says so. */
export interface Part {
  readonly chunk: Buffer;
  readonly total: number | undefined;
}

/**
 * Makes a function that gets what is at an address from an offset on, RFC 9110 section 14.
 * @param input the input's name, for messages.
 * @returns its stream throws ToolError `source-protocol`, `download-changed`; BadStatus; the transport's error.
 */
export function getPart(
  url: string,
  input: string,
  transport: Transport,
  signal: AbortSignal,
): (offset: number) => AsyncGenerator<Part> {
  let validator: string | undefined;

  async function open(offset: number): Promise<{ response: Response; start: number }> {
    const range = offset === 0 ? {} : rangeHeaders(offset, validator);
    const response = await get(url, input, range, (address, headers) =>
      transport({ method: 'GET', url: address, headers, signal }),
    );
    const start = response.status === 200 ? 0 : startOf(response);
    // The whole: the server gives no parts, or it is another file by now.
    const isOther = offset > 0 && validator !== undefined && validatorOf(response) !== validator;
    if (start > offset || (start === 0 && isOther)) throw changed(url, input);
    validator ??= validatorOf(response);
    return { response, start };
  }

  return async function* part(offset) {
    const { response, start } = await open(offset);
    const length = response.headers.get('content-length');
    const total = length === null ? undefined : start + Number(length);
    let skip = offset - start;
    for await (const bytes of response.body ?? []) {
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(skip);
      skip = Math.max(0, skip - bytes.byteLength);
      if (chunk.length > 0) yield { chunk, total };
    }
  };
}

/** If-Range, RFC 9110 section 13.1.5: the part only if it is still the same file, else the whole. */
function rangeHeaders(offset: number, validator: string | undefined): Record<string, string> {
  return { range: `bytes=${offset}-`, ...(validator === undefined ? {} : { 'if-range': validator }) };
}

/** A strong entity tag, else the date: RFC 9110 section 13.1.5 allows no weak one. */
function validatorOf({ headers }: Response): string | undefined {
  const tag = headers.get('etag');
  if (tag?.startsWith('"')) return tag;
  return headers.get('last-modified') ?? undefined;
}

function startOf({ headers }: Response): number {
  const start = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1];
  return start === undefined ? Number.POSITIVE_INFINITY : Number(start);
}

/** Follows redirects itself, since each address on the way has to be a safe one. */
async function get(
  url: string,
  input: string,
  range: Record<string, string>,
  send: (address: URL, headers: Headers) => Promise<Response>,
): Promise<Response> {
  let address = requireSafeUrl(url, input);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const headers = new Headers({ ...range, 'accept-encoding': 'identity', 'user-agent': USER_AGENT });
    const response = await send(address, headers);
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) {
      if (response.status === 200 || (response.status === 206 && 'range' in range)) return response;
      await response.body?.cancel();
      throw new BadStatus(response);
    }
    await response.body?.cancel();
    address = requireSafeUrl(new URL(location, address).href, input);
  }
  throw new Error(`more than ${MAX_REDIRECTS} redirects`);
}

function changed(url: string, input: string): ToolError {
  return new ToolError(
    'download-changed',
    `${input}: ${url} became another file while it was downloaded`,
    'run again',
  );
}
