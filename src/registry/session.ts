import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { hasCertificates } from '../http/certificates.ts';
import { discard, type HttpRequest, readBody, send } from '../http/http.ts';
import { pacedBody } from '../http/paced-body.ts';
import { DEFAULT_RETRY, type RetryPolicy, TransientFailure, withRetry } from '../http/retry.ts';
import { createTransport } from '../http/transport.ts';
import type { Credentials } from './auth/auth-file.ts';
import { createAuthorizer } from './auth/authorizer.ts';
import { registryUrl } from './endpoint.ts';
import { connectionError, protocolError, responseError } from './errors.ts';

export interface SessionOptions {
  readonly registry: string;
  readonly repository: string;
  /** What is asked of the token service; some refuse anybody who is not logged in anything but `pull`. */
  readonly access?: 'pull' | 'pull,push';
  /** Called when the registry asks who we are, not before. */
  readonly credentials: () => Promise<Credentials | undefined>;
  /** Plain http for a host that is not on loopback. */
  readonly insecure?: boolean;
  /** Repositories of the same registry that blobs may be mounted from; a token is asked to allow it. */
  readonly mountFrom?: readonly string[];
  /** For proxies and certificates. */
  readonly env: Host['env'];
  /** How long an answer may take, in milliseconds; an upload's may take longer. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
  readonly retry?: RetryPolicy;
}

/** Authenticated requests to one repository. */
export interface Session {
  /** `registry/repository`, for messages. */
  readonly name: string;
  /** URL of something under /v2/<repository>/. */
  url(path: string): URL;
  /** One request, sent again once after a 401. @throws TransientFailure if it is worth another attempt. */
  exchange(request: HttpRequest, expected: readonly number[], action: string): Promise<Response>;
  /** An exchange with retries. */
  request(request: HttpRequest, expected: readonly number[], action: string): Promise<Response>;
  /** As withRetry. */
  retrying<T>(operation: (reached: (bytes: number) => void) => Promise<T>): Promise<T>;
  /** Reads a response, up to a limit; throws as `exchange` does. */
  read(response: Response, limit: number, action: string): Promise<Uint8Array>;
  /** A response's bytes as they come, if they do not drip; throws as `exchange` does. */
  chunks(response: Response, action: string): AsyncGenerator<Buffer>;
  /** The error for an answer that makes no sense. */
  error(what: string, action: string): ToolError;
}

/**
 * Makes the session with one repository: connections, credentials, another attempt where a failure may pass.
 */
export function createSession(options: SessionOptions): Session {
  const { registry, repository, signal, retry = DEFAULT_RETRY } = options;
  const base = registryUrl(registry, options.insecure ?? false, hasCertificates(registry, options.env));
  const abort = signal === undefined ? {} : { signal };
  const { patienceMs, credentials, mountFrom = [], env } = options;
  // certs.d goes by the registry's name, which is not always that of the host that is asked (docker.io).
  const certificateName = (host: string) => (host === base.host ? registry : host);
  const transport = createTransport({
    env,
    certificateName,
    ...(patienceMs !== undefined && { patienceMs }),
  });
  const sources = mountFrom.map((name) => `repository:${name}:pull`);
  const scopes = [`repository:${repository}:${options.access ?? 'pull,push'}`, ...sources] as const;
  const authorizer = createAuthorizer({ registry: base, scopes, credentials, transport, ...abort });
  const target = () => ({ registry, repository, loggedIn: authorizer.hasCredentials() });

  async function authenticated(request: HttpRequest): Promise<Response> {
    const used = authorizer.authorization(request.url);
    const options = { transport, authorization: authorizer.authorization, ...abort };
    const { response, url } = await send(request, options);
    // Whoever the registry leads to must not say where its credentials go.
    const isChallenge = response.status === 401 && url.origin === base.origin;
    if (!isChallenge || !(await authorizer.renew(response, used))) return response;
    await discard(response);
    return (await send(request, options)).response;
  }

  /** Gives the errors of a connection our form; cancellation and errors that have it already pass. */
  async function connected<T>(work: () => Promise<T>, action: string): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted || error instanceof ToolError || error instanceof TransientFailure) throw error;
      throw connectionError(error, action, target());
    }
  }

  async function exchange(
    request: HttpRequest,
    expected: readonly number[],
    action: string,
  ): Promise<Response> {
    const response = await connected(() => authenticated(request), action);
    if (expected.includes(response.status)) return response;
    throw await responseError(response, action, target());
  }

  const retrying: Session['retrying'] = (operation) => withRetry(operation, retry, signal);
  return {
    name: `${registry}/${repository}`,
    url: (path) => new URL(`v2/${repository}/${path}`, base),
    exchange,
    request: (request, expected, action) => retrying(() => exchange(request, expected, action)),
    retrying,
    async read(response, limit, action) {
      const bytes = await connected(() => readBody(response, limit, patienceMs), action);
      if (bytes === undefined)
        throw protocolError(`its answer is longer than ${limit} bytes`, action, target());
      return bytes;
    },
    async *chunks(response, action) {
      const body = pacedBody(response, patienceMs);
      try {
        for (;;) {
          const { done, value } = await connected(() => body.next(), action);
          if (done) return;
          yield value;
        }
      } finally {
        await body.return(undefined);
      }
    },
    error: (what, action) => protocolError(what, action, target()),
  };
}
