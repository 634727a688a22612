/** How an operation on GitHub's cache went. */
export type CacheOutcome =
  /** Restored or saved; the key that was found may be longer than the one asked for. */
  | { readonly kind: 'done'; readonly key: string }
  /** Nothing under the key; or, of a save, an entry is there or on its way from another job. */
  | { readonly kind: 'nothing' }
  /** There is an entry, and it cannot be unpacked. */
  | { readonly kind: 'damaged'; readonly reason: string }
  /** This run may not save, or there is no room. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** A job whose cache-mode (ACTIONS_CACHE_MODE) is to read: the service is not asked. */
const MODE_FORBIDS = /^Cache save skipped: /;

/**
 * Reads the output of the program src/entry/github-cache.ts. The library returns the same for a miss, a failure and
 * a refusal, and prints the difference as commands to the runner (docs.github.com, "Workflow commands").
 */
export function parseOutcome(stdout: string): CacheOutcome {
  const lines = stdout.split('\n').filter((line) => line !== '');
  const key = lastKey(lines.at(-1));
  if (typeof key === 'string') return { kind: 'done', key };
  const reserve = reasonOf(lines, /^::debug::Failed to reserve cache: (?:Error: )?(.*)/);
  const complaint = reasonOf(lines, /^::(?:warning|error)::(?:Failed to (?:restore|save): )?(.*)/);
  if (/cache write denied/.test(complaint ?? '') || lines.some((line) => MODE_FORBIDS.test(line)))
    return { kind: 'refused', reason: 'this run may only read it' };
  if (/insufficient usage|quota has been hit/.test(`${reserve} ${complaint}`))
    return { kind: 'refused', reason: 'it is full' };
  // CreateCacheEntry's plain "no", which the library words so: another job has the entry, or is saving it.
  if (reserve === 'Response was not ok') return { kind: 'nothing' };
  const reason = reserve ?? complaint;
  if (reason === undefined)
    return key === null ? { kind: 'nothing' } : { kind: 'failed', reason: 'it ended early' };
  const found = lines.some((line) => line.startsWith('Cache hit for'));
  return { kind: found ? 'damaged' : 'failed', reason };
}

function lastKey(line = ''): unknown {
  try {
    return (JSON.parse(line) as { key?: unknown }).key;
  } catch {
    return undefined; // the program was ended before its last line
  }
}

/** The first such line's text, without the signature of an address in it. */
function reasonOf(lines: readonly string[], pattern: RegExp): string | undefined {
  const text = lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
  return text?.replace(/%0[AD].*/, '').replace(/([?&]sig=)[^&\s]*/g, '$1***');
}
