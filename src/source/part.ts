import { ToolError } from '../errors.ts';
import { contentStart } from '../http/content-range.ts';
import { type SendOptions, send } from '../http/http.ts';
import { pacedBody } from '../http/paced-body.ts';
import type { Transport } from '../http/wire.ts';
import { shownAddress } from './shown-address.ts';
import { requireSafeUrl } from './spec.ts';

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
interface Part {
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
  patienceMs?: number,
): (offset: number) => AsyncGenerator<Part> {
  let first: Version | undefined;

  async function open(offset: number): Promise<{ response: Response; start: number }> {
    const range = offset === 0 ? {} : rangeHeaders(offset, first && (first.tag ?? first.date));
    const response = await get(url, input, range, { transport, signal });
    const start = contentStart(response);
    const version = versionOf(response);
    // Not every server that gives parts asks itself whether they are of the same file.
    if (start > offset || (offset > 0 && first !== undefined && !isSame(first, version))) {
      await response.body?.cancel();
      throw changed(url, input);
    }
    first ??= version;
    return { response, start };
  }

  return async function* part(offset) {
    const { response, start } = await open(offset);
    const length = response.headers.get('content-length');
    const total = length === null ? undefined : start + Number(length);
    let skip = offset - start;
    for await (const bytes of pacedBody(response, patienceMs)) {
      const chunk = bytes.subarray(skip);
      skip = Math.max(0, skip - bytes.length);
      if (chunk.length > 0) yield { chunk, total };
    }
  };
}

/** If-Range, RFC 9110 section 13.1.5: the part only if it is still the same file, else the whole. */
function rangeHeaders(offset: number, validator: string | undefined): Record<string, string> {
  return { range: `bytes=${offset}-`, ...(validator === undefined ? {} : { 'if-range': validator }) };
}

/** What a server says by which one file is told from another at the same address. */
interface Version {
  /** A strong entity tag: RFC 9110 section 13.1.5 allows no weak one. */
  readonly tag: string | undefined;
  readonly date: string | undefined;
  readonly size: number | undefined;
  /** It is all of the file. */
  readonly whole: boolean;
}

function versionOf({ headers, status }: Response): Version {
  const tag = headers.get('etag') ?? undefined;
  const whole = status === 200;
  const size = whole
    ? headers.get('content-length')
    : /^bytes \d+-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1];
  return {
    tag: tag?.startsWith('"') ? tag : undefined,
    date: headers.get('last-modified') ?? undefined,
    size: size === undefined || size === null ? undefined : Number(size),
    whole,
  };
}

/** A part need not repeat the date (RFC 9110 section 15.3.7); the whole says what it did before. */
function isSame(before: Version, now: Version): boolean {
  const agree = <T>(a: T | undefined, b: T | undefined) => a === b || a === undefined || b === undefined;
  if (!agree(before.size, now.size)) return false;
  if (before.tag !== undefined && now.tag !== undefined) return before.tag === now.tag;
  if (now.whole && before.tag !== now.tag) return false;
  return now.whole ? before.date === now.date : agree(before.date, now.date);
}

/** Each address on the way has to be a safe one. */
async function get(
  url: string,
  input: string,
  range: Record<string, string>,
  options: Pick<SendOptions, 'transport' | 'signal'>,
): Promise<Response> {
  const { response } = await send(
    { method: 'GET', url: requireSafeUrl(url, input), headers: { ...range, 'accept-encoding': 'identity' } },
    { ...options, resolve: (location, base) => requireSafeUrl(new URL(location, base).href, input) },
  );
  if (response.status === 200 || (response.status === 206 && 'range' in range)) return response;
  await response.body?.cancel();
  throw new BadStatus(response);
}

function changed(url: string, input: string): ToolError {
  return new ToolError(
    'download-changed',
    `${input}: ${shownAddress(url)} became another file while it was downloaded`,
    'run again',
  );
}
