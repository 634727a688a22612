/**
 * Where the bytes of an answer begin in what was asked for: Content-Range, RFC 9110 section 14.4; infinite where a part
 * does not say it.
 */
export function contentStart({ status, headers }: Response): number {
  if (status !== 206) return 0;
  const start = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1];
  return start === undefined ? Number.POSITIVE_INFINITY : Number(start);
}
