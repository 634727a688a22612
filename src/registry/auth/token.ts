import { ToolError } from '../../errors.ts';
import { type Answer, readBody, type SendOptions, send } from '../../http/http.ts';
import { isLoopback } from '../../http/loopback.ts';
import { transientIfStatus } from '../../http/transient.ts';
import type { Challenge } from '../challenge.ts';
import type { Credentials } from './auth-file.ts';

const CLIENT_ID = 'arm64-on-x86';
const MAX_ANSWER = 1 << 20;
/** How token services say that these credentials are not good enough. */
const REFUSALS: readonly number[] = [400, 401, 403, 404];

/** Basic credentials, RFC 7617; undefined for a refresh token, which Basic cannot carry. */
export function basicAuthorization(credentials: Credentials): string | undefined {
  if ('identityToken' in credentials) return undefined;
  const pair = `${credentials.username}:${credentials.password}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

/**
 * Gets a token from the service that a Bearer challenge names (CNCF distribution, docs/spec/auth: token.md,
 * oauth.md), anonymously without credentials. The credentials go to that service alone, which must be https
 * unless it is on loopback or the registry itself. Undefined when it refuses; rejects with ToolError when the
 * service fails, Error when the challenge or the answer is of no use, the transport's error without an answer.
 */
export async function fetchToken(
  challenge: Challenge,
  scopes: readonly string[],
  registry: URL,
  credentials: Credentials | undefined,
  options: Pick<SendOptions, 'transport' | 'signal'>,
): Promise<string | undefined> {
  const realm = tokenService(challenge, registry);
  const { response } = await requestToken(
    realm,
    { service: challenge.params.service, scopes },
    credentials,
    options,
  );
  const body = await readBody(response, MAX_ANSWER);
  if (REFUSALS.includes(response.status)) return undefined;
  if (!response.ok) throw unavailable(response, realm);
  const { token, access_token: accessToken } = JSON.parse(Buffer.from(body ?? []).toString('utf8'));
  const value = token ?? accessToken;
  if (typeof value !== 'string' || value === '') throw new Error(`${realm.host} answered without a token`);
  return value;
}

function unavailable(response: Response, realm: URL): Error {
  const error = new ToolError(
    'registry-failed',
    `the token service ${realm.host} answered ${response.status}`,
    'try again later; the registry gives no access without a token from there',
  );
  return transientIfStatus(response, error);
}

function tokenService(challenge: Challenge, registry: URL): URL {
  const { realm } = challenge.params;
  if (realm === undefined || !URL.canParse(realm)) {
    throw new Error(`${registry.host} names no token service in its Bearer challenge`);
  }
  const url = new URL(realm);
  if (url.protocol !== 'https:' && !isLoopback(url) && url.origin !== registry.origin) {
    throw new Error(`${registry.host} names a token service without https, ${url.origin}`);
  }
  return url;
}

function requestToken(
  realm: URL,
  { service, scopes }: { readonly service: string | undefined; readonly scopes: readonly string[] },
  credentials: Credentials | undefined,
  options: Pick<SendOptions, 'transport' | 'signal'>,
): Promise<Answer> {
  const query = service === undefined ? {} : { service };
  if (credentials !== undefined && 'identityToken' in credentials) {
    const refresh = { grant_type: 'refresh_token', refresh_token: credentials.identityToken };
    // oauth.md: a list separated by spaces, where token.md repeats the parameter.
    const scope = scopes.join(' ');
    const form = new URLSearchParams({ ...query, scope, client_id: CLIENT_ID, ...refresh });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = Buffer.from(form.toString());
    return send({ method: 'POST', url: realm, headers, body }, { ...options, sameOrigin: true });
  }
  const url = new URL(realm);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const basic = credentials && basicAuthorization(credentials);
  const authorization = (to: URL) => (to.origin === realm.origin ? basic : undefined);
  return send({ method: 'GET', url }, { ...options, authorization });
}
