import { parseRetryAfter, TransientFailure } from './retry.ts';

const TRANSIENT_STATUS: readonly number[] = [408, 429, 500, 502, 503, 504];
/** Failures of a connection that may not come again; ECONNREFUSED and unknown hosts are not among them. */
const TRANSIENT_CODES: readonly string[] = [
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
  // fetch's own, which downloads meet.
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
];

/** The error, marked as worth a retry if the response's status says so. */
export function transientIfStatus(response: Response, error: Error): Error {
  if (!TRANSIENT_STATUS.includes(response.status)) return error;
  return new TransientFailure(error, parseRetryAfter(response.headers.get('retry-after'), Date.now()));
}

/** The error, marked as worth a retry if the connection's error code says so. */
export function transientIfCode(code: string, error: Error): Error {
  return TRANSIENT_CODES.includes(code) ? new TransientFailure(error) : error;
}
