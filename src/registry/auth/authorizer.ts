import type { Transport } from '../../http/wire.ts';
import { type Challenge, parseChallenges } from '../challenge.ts';
import type { Credentials } from './auth-file.ts';
import { basicAuthorization, fetchToken } from './token.ts';

/** Keeps the Authorization of one repository of one registry, and gets a new one when it is refused. */
interface Authorizer {
  /** For requests to the registry's own origin; undefined for any other, and before the first challenge. */
  authorization(url: URL): string | undefined;
  /**
   * Answers a 401 to a request that was sent with `used`. True when there is now another Authorization to try.
   * @throws the errors of findCredentials and fetchToken.
   */
  renew(response: Response, used: string | undefined): Promise<boolean>;
  /** For error messages: whether anybody is logged in, as far as it is known. */
  hasCredentials(): boolean;
}

interface AuthorizerOptions {
  readonly registry: URL;
  /**
   * `repository:NAME:pull,push`, asked for at once, or each kind of request would cost a token; then those of the
   * repositories that blobs are mounted from, which are left out when the token service refuses them.
   */
  readonly scopes: readonly [string, ...string[]];
  /** Asked at most once, at the first challenge: a registry that wants nothing gets nothing. */
  readonly credentials: () => Promise<Credentials | undefined>;
  readonly transport: Transport;
  readonly signal?: AbortSignal;
}

/**
 * Makes what answers a repository's challenges: with Basic, or with a token of its token service (distribution-spec,
 * "Authentication"; the challenge names it).
 */
export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  let current: string | undefined;
  let credentials: Promise<Credentials | undefined> | undefined;
  let known = false;
  let renewal: Promise<boolean> | undefined;

  async function obtain(challenges: readonly Challenge[]): Promise<boolean> {
    credentials ??= options.credentials();
    const found = await credentials;
    known = found !== undefined;
    const before = current;
    current = await answer(challenges, found, options);
    return current !== undefined && current !== before;
  }

  return {
    authorization: (url) => (url.origin === options.registry.origin ? current : undefined),
    hasCredentials: () => known,
    async renew(response, used) {
      // Another request may have renewed it meanwhile, or be about to: several uploads run at once.
      if (renewal === undefined && used !== current) return true;
      const challenges = parseChallenges(response.headers.get('www-authenticate') ?? '');
      renewal ??= obtain(challenges).finally(() => {
        renewal = undefined;
      });
      return renewal;
    },
  };
}

/** Bearer before Basic, as Docker's own clients choose. */
async function answer(
  challenges: readonly Challenge[],
  credentials: Credentials | undefined,
  { registry, scopes, transport, signal }: AuthorizerOptions,
): Promise<string | undefined> {
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
  if (bearer !== undefined) {
    const options = { transport, ...(signal === undefined ? {} : { signal }) };
    const get = (wanted: readonly string[]) => fetchToken(bearer, wanted, registry, credentials, options);
    const result = (await get(scopes)) ?? (scopes.length > 1 ? await get(scopes.slice(0, 1)) : undefined);
    return result === undefined ? undefined : `Bearer ${result}`;
  }
  const basic = challenges.some(({ scheme }) => scheme === 'basic');
  return basic && credentials !== undefined ? basicAuthorization(credentials) : undefined;
}
