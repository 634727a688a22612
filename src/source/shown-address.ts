import type { Host } from '../host/host.ts';

/** Shorter ones are rather words, `true` or a version: hidden, they would leave holes all over the log. */
const SHORTEST = 8;

/**
 * An address as it may be seen in logs and images: without what may give access, its userinfo and query, and without
 * its fragment, unless that is a checksum. One that has none of these, and what is no address, stays the same text.
 */
export function shownAddress(address: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return address;
  const [, location = address, checksum = ''] = /^(.*)(#sha256=[0-9a-f]+)$/is.exec(address) ?? [];
  if (!URL.canParse(location)) return location.replace(/(:\/\/)[^/]*@/s, '$1').replace(/[?#].*/s, '');
  const url = new URL(location);
  if (`${url.username}${url.password}${url.search}${url.hash}` === '') return address;
  for (const part of ['username', 'password', 'search', 'hash'] as const) url[part] = '';
  return url.href + checksum;
}

/** Has no log show what may give access in an address, whoever prints it. */
export function hideSecrets(address: string, host: Pick<Host, 'secret'>): void {
  if (!URL.canParse(address)) return;
  const { username, password, search } = new URL(address);
  const values = search
    .slice(1)
    .split('&')
    .map((parameter) => parameter.replace(/^[^=]*=/, ''));
  // A token may be all the userinfo that there is: https://TOKEN@host.
  const others = [...(password === '' ? [username] : []), ...values].filter(
    ({ length }) => length >= SHORTEST,
  );
  for (const secret of password === '' ? others : [password, ...others]) {
    host.secret(secret);
    host.secret(decoded(secret));
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % stands for itself
  }
}
