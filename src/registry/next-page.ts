import { resolveLocation } from '../http/http.ts';
import type { Session } from './session.ts';

/**
 * Where a list goes on, by its Link field (RFC 8288; distribution-spec "Listing Referrers"): undefined at its end. The
 * next page is the registry's own: whoever it may lead to is not asked.
 * @throws ToolError `registry-failed` when it is elsewhere.
 */
export function nextPage(session: Session, response: Response, from: URL, action: string): URL | undefined {
  const link = /<([^>]*)>\s*;[^,]*\brel="?next\b/.exec(response.headers.get('link') ?? '')?.[1];
  if (link === undefined) return undefined;
  if (!URL.canParse(link, from.href)) throw session.error(`its list goes on at no address, ${link}`, action);
  const next = resolveLocation(link, from);
  if (next.origin === from.origin) return next;
  throw session.error(`its list goes on elsewhere, at ${next.host}`, action);
}
