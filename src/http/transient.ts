import { ToolError } from '../errors.ts';
import { parseRetryAfter, TransientFailure } from './retry.ts';

/** No wait that a server asks for is longer. */
const LONGEST_WAIT_MS = 120_000;
const TRANSIENT_STATUS: readonly number[] = [408, 429, 500, 502, 503, 504];
const BUSY: readonly number[] = [429, 503];
/** Failures of a connection that may not come again; ECONNREFUSED and unknown hosts are not among them. */
const TRANSIENT_CODES: readonly string[] = [
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
];

/** The error, marked as worth a retry if the response's status says so, and not only after a long time. */
export function transientIfStatus(response: Response, error: ToolError): Error {
  if (!TRANSIENT_STATUS.includes(response.status)) return error;
  const wait = parseRetryAfter(response.headers.get('retry-after'), Date.now());
  if (wait === undefined || wait <= LONGEST_WAIT_MS)
    return new TransientFailure(error, wait, BUSY.includes(response.status));
  const seconds = Math.ceil(wait / 1000);
  return new ToolError(
    error.code,
    `${error.message}; it wants to be asked again in ${seconds} s`,
    `run again in ${Math.ceil(seconds / 60)} minutes`,
    { cause: error },
  );
}

/** The error, marked as worth a retry if the connection's error code says so. */
export function transientIfCode(code: string, error: Error): Error {
  return TRANSIENT_CODES.includes(code) ? new TransientFailure(error) : error;
}
