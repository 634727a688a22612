import { ToolError } from '../errors.ts';
import { UNTRUSTED } from '../http/certificates.ts';
import { readBody } from '../http/http.ts';
import { transientIfCode, transientIfStatus } from '../http/transient.ts';

/** What was being done, for messages. */
interface RegistryTarget {
  readonly registry: string;
  readonly repository: string;
  /** Whether credentials were found, which changes the advice. */
  readonly loggedIn: boolean;
}

/** Enough for any error document; a registry may as well answer with a large HTML page. */
const MAX_ERROR_BODY = 1 << 16;

/** The error for a response that is not the expected one; wrapped in TransientFailure if it may pass. */
export async function responseError(
  response: Response,
  action: string,
  target: RegistryTarget,
): Promise<Error> {
  const body = Buffer.from((await readErrorBody(response)) ?? []).toString('utf8');
  const said = errorDetail(body);
  const { code, hint } = NEEDS_TLS.test(body) ? speaksTls(target) : advice(response.status, target);
  const status = `${response.status}${response.statusText ? ` ${response.statusText}` : ''}`;
  const message = `${target.registry} did not ${action} in ${target.repository}: ${said ? `${status}, ${said}` : status}`;
  const error = new ToolError(code, message, hint);
  return transientIfStatus(response, error);
}

/** The error for a request that got no response, or none that makes sense. */
export function connectionError(cause: unknown, action: string, target: RegistryTarget): Error {
  const { code, message } = rootCause(cause);
  const error = new ToolError(
    'registry-unreachable',
    `${target.registry} could not be reached to ${action} in ${target.repository}: ${message}`,
    connectionAdvice(code, target.registry),
    { cause },
  );
  return transientIfCode(code, error);
}

function connectionAdvice(code: string, registry: string): string {
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG')
    return `it speaks plain http; allow that with insecure-registries: ${registry} (for a cache, registry.insecure=true)`;
  if (code === UNTRUSTED)
    return 'trust its authority, in certs.d/HOST or on this machine (docs/registries.md, "Credentials, proxies, certificates")';
  return 'check the name of the registry, that it runs, and the network (proxy, firewall)';
}

/** The error for an answer that no registry should give. */
export function protocolError(what: string, action: string, target: RegistryTarget): ToolError {
  return new ToolError(
    'registry-failed',
    `${target.registry} did not ${action} in ${target.repository}: ${what}`,
    'check that the name is that of a registry, and what a proxy before it does to answers',
  );
}

/** The error for bytes that are not those of the digest that names them. */
export function digestMismatch(name: string, action: string, actual: string): ToolError {
  return new ToolError(
    'registry-digest-mismatch',
    `${name} was to ${action}, but there is ${actual}`,
    'something between here and the registry changes what is sent; look for a proxy',
  );
}

/** A body that breaks off is worth no error of its own: the status has already said what is wrong. */
function readErrorBody(response: Response): Promise<Uint8Array | undefined> {
  return readBody(response, MAX_ERROR_BODY).catch(() => undefined);
}

/** What Go's server and nginx say to plain http on a port for https. */
const NEEDS_TLS = /HTTP request (was sent )?to (an )?HTTPS/i;

function speaksTls({ registry }: RegistryTarget): { code: string; hint: string } {
  const hint = `it speaks https: put its authority into certs.d/${registry} (docs/registries.md), and leave it out of insecure-registries`;
  return { code: 'registry-failed', hint };
}

function advice(status: number, { registry, loggedIn }: RegistryTarget): { code: string; hint: string } {
  if (status === 401 && !loggedIn) {
    return {
      code: 'registry-unauthorized',
      hint: `no credentials were found; log in first: docker login ${registry}`,
    };
  }
  if (status === 401) {
    return { code: 'registry-unauthorized', hint: `check the user and password: docker login ${registry}` };
  }
  if (status === 403) {
    return {
      code: 'registry-denied',
      hint: 'check that this user (or token) has the right to do that in this repository',
    };
  }
  if (status === 404)
    return { code: 'registry-not-found', hint: 'check the name, and that the repository exists' };
  if (status === 413) {
    return {
      code: 'registry-too-large',
      hint: 'the registry, or a proxy before it, limits the size of an upload; raise it',
    };
  }
  return { code: 'registry-failed', hint: 'try again later, or see the log of the registry' };
}

/** The registry's own words, OCI distribution-spec "Error Codes": {"errors": [{code, message, detail}]}. */
function errorDetail(body: string): string {
  try {
    const { errors } = JSON.parse(body);
    return errors.map(({ code = '', message = '' }) => `${code}: ${message}`).join('; ');
  } catch {
    return ''; // no error document, for example a proxy's HTML page; the status says what there is to say
  }
}

/** A web stream that ends early says "The operation was aborted", and keeps the reason in its cause. */
function rootCause(error: unknown): { code: string; message: string } {
  let current: unknown = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  if (!(current instanceof Error)) return { code: '', message: String(current) };
  const code = 'code' in current ? String(current.code) : '';
  return { code, message: current.message || code };
}
