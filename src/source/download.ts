import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { requireSafeUrl } from './spec.ts';

const MAX_REDIRECTS = 5;

/**
 * Downloads an address into a temporary file, which is gone when the host closes; the caller checks what it is.
 * @param input the input's name, for messages.
 * @returns the file's path.
 * @throws ToolError `download-failed`; `source-protocol` when a redirect leaves https.
 */
export async function download(url: string, input: string, host: Host): Promise<string> {
  const path = join(await host.tempDir('download'), 'file');
  try {
    const response = await get(url, input, host.signal);
    if (response.body === null) throw new Error('the answer has no body');
    const total = Number(response.headers.get('content-length') ?? 0);
    await pipeline(
      Readable.fromWeb(response.body),
      async function* (chunks: AsyncIterable<Uint8Array>) {
        let received = 0;
        for await (const chunk of chunks) {
          received += chunk.length;
          host.progress(`downloading ${url}: ${progressText(received, total)}`);
          yield chunk;
        }
      },
      createWriteStream(path),
      { signal: host.signal },
    );
    return path;
  } catch (error) {
    host.signal.throwIfAborted();
    // What has the name of a system call is ours (a full disk): fetch hides the network's in `cause`.
    if (error instanceof ToolError || (error instanceof Error && 'syscall' in error)) throw error;
    throw failed(url, input, error);
  }
}

/** Follows redirects itself, since each address on the way has to be a safe one. */
async function get(url: string, input: string, signal: AbortSignal): Promise<Response> {
  let address = requireSafeUrl(url, input);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await fetch(address, { redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) {
      if (!response.ok)
        throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
      return response;
    }
    await response.body?.cancel();
    address = requireSafeUrl(new URL(location, address).href, input);
  }
  throw new Error(`more than ${MAX_REDIRECTS} redirects`);
}

function progressText(received: number, total: number): string {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return total > 0 ? `${megabytes(received)} of ${megabytes(total)} MB` : `${megabytes(received)} MB`;
}

function failed(url: string, input: string, error: unknown): ToolError {
  // fetch says "fetch failed" and gives the reason as the cause.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return new ToolError(
    'download-failed',
    `${input}: cannot download ${url}: ${cause instanceof Error ? cause.message : String(cause)}`,
    'check the address and the network, or download the file yourself and give its path',
    { cause: error },
  );
}
