import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { resumed } from '../http/resume.ts';
import { DEFAULT_RETRY, type RetryPolicy } from '../http/retry.ts';
import { transientIfCode, transientIfStatus } from '../http/transient.ts';
import { createTransport } from '../http/transport.ts';
import { BadStatus, getPart } from './part.ts';
import { hideSecrets, shownAddress } from './shown-address.ts';

interface DownloadLimits extends RetryPolicy {
  /** How long an answer, or 1 MiB of it, may take. */
  readonly patienceMs?: number;
}

/**
 * Downloads an address into a temporary file, which is gone when the host closes; the caller checks what it is. What
 * may pass (a busy server, a connection that breaks) is tried again, from where it broke if the server can.
 * @param input the input's name, for messages.
 * @returns the file's path.
 * @throws ToolError `download-failed`; `source-protocol` when a redirect leaves https.
 */
export async function download(
  url: string,
  input: string,
  host: Host,
  limits: DownloadLimits = DEFAULT_RETRY,
): Promise<string> {
  hideSecrets(url, host);
  const shown = shownAddress(url);
  const path = join(await host.tempDir('download'), 'file');
  let received = 0;
  const { patienceMs } = limits;
  const transport = createTransport({ env: host.env, ...(patienceMs !== undefined && { patienceMs }) });
  const part = getPart(url, input, transport, host.signal, patienceMs);
  async function* bytes(offset: number): AsyncGenerator<Buffer> {
    try {
      for await (const { chunk, total } of part(offset)) {
        received += chunk.length;
        const done = total === undefined ? undefined : received / total;
        host.progress(`downloading ${shown}: ${progressText(received, total)}`, done);
        yield chunk;
      }
    } catch (error) {
      host.signal.throwIfAborted();
      throw mayPass(shown, input, error);
    }
  }
  await pipeline(resumed(bytes, limits, host.signal), createWriteStream(path), { signal: host.signal });
  return path;
}

function progressText(received: number, total: number | undefined): string {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return total === undefined
    ? `${megabytes(received)} MB`
    : `${megabytes(received)} of ${megabytes(total)} MB`;
}

/** The error in our form, marked as worth another attempt if it is. */
function mayPass(shown: string, input: string, error: unknown): Error {
  if (error instanceof ToolError) return error;
  if (error instanceof BadStatus) return transientIfStatus(error.response, failed(shown, input, error));
  // The reason of a broken stream is its cause.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return transientIfCode(code, failed(shown, input, cause));
}

function failed(shown: string, input: string, cause: unknown): ToolError {
  return new ToolError(
    'download-failed',
    `${input}: cannot download ${shown}: ${cause instanceof Error ? cause.message : String(cause)}`,
    'check the address and the network, or download the file yourself and give its path',
    { cause },
  );
}
