import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileNameOf, linkTree, moveContents } from '../../cache/files.ts';
import type { CacheStore } from '../../cache/store.ts';
import type { Host } from '../host.ts';
import type { CacheOutcome } from './outcome.ts';
import type { CacheOperation, CacheProgram } from './program.ts';

/** After a failure the service is left alone so long: it is often down for all that a run asks in a row. */
const BREAK_MS = 5 * 60 * 1000;
/** Entries cannot be replaced: what stands in for one that is damaged has a number behind its key. */
const MAX_DAMAGED = 3;

/** Which kinds of trouble a job has been told of, so that its post, another program, does not say them again. */
interface SaidTrouble {
  readonly before: readonly string[];
  /** Told all kinds whenever there is a new one. */
  remember(kinds: readonly string[]): void;
}

const NOTHING_SAID: SaidTrouble = { before: [], remember: () => undefined };

/**
 * A cache store over GitHub's cache service. Nothing that goes wrong with it is thrown; the first time, it is said
 * what is wrong.
 */
export function createGithubCache(
  program: CacheProgram,
  host: Pick<Host, 'env' | 'tempDir' | 'info' | 'warning'>,
  trouble: SaidTrouble = NOTHING_SAID,
): CacheStore & Pick<ReturnType<typeof createCacheRunner>, 'run'> {
  const runner = createCacheRunner(program, host, trouble);
  const damaged = new Map<string, number>();
  const nameOf = (key: string): string => {
    const count = damaged.get(key) ?? 0;
    return count === 0 ? key : `${key}.${count}`;
  };
  const restore = async (key: string, target: string): Promise<boolean> => {
    const base = await host.tempDir('cache');
    const path = fileNameOf(key);
    await mkdir(join(base, path));
    const outcome = await runner.run({ verb: 'restore', base, path, key: nameOf(key) });
    if (outcome.kind === 'done') await moveContents(join(base, path), target);
    await rm(base, { recursive: true });
    if (outcome.kind !== 'damaged') return outcome.kind === 'done';
    const remove = setAside(key);
    runner.once(
      'damaged',
      host.warning,
      `GitHub's cache has a damaged entry; another takes its place. ${remove}`,
    );
    return (damaged.get(key) ?? 0) < MAX_DAMAGED && restore(key, target);
  };
  const setAside = (key: string): string => {
    const name = nameOf(key);
    damaged.set(key, (damaged.get(key) ?? 0) + 1);
    return `To remove it: gh cache delete ${name}`;
  };
  return {
    run: runner.run,
    restore,
    async discard(key) {
      // That it is damaged, who found it has said.
      host.info(`GitHub's cache keeps the damaged entry. ${setAside(key)}`);
    },
    async save(key, source) {
      const base = await host.tempDir('cache');
      const path = fileNameOf(key);
      await linkTree(source, join(base, path));
      await runner.run({ verb: 'save', base, path, key: nameOf(key) });
      await rm(base, { recursive: true });
    },
  };
}

/** Runs operations as long as that makes sense, and says once for each kind of trouble what it is. */
function createCacheRunner(
  program: CacheProgram,
  { env, info, warning }: Pick<Host, 'env' | 'info' | 'warning'>,
  { before, remember }: SaidTrouble,
) {
  const said = new Set(before);
  let brokenUntil = Number.NEGATIVE_INFINITY;
  let refused = said.has('refused');
  const once = (kind: string, say: (message: string) => void, message: string): void => {
    if (said.has(kind)) return;
    say(message);
    said.add(kind);
    remember([...said]);
  };
  const nothing: CacheOutcome = { kind: 'nothing' };
  return {
    once,
    async run(operation: CacheOperation): Promise<CacheOutcome> {
      if (!isAvailable(env)) {
        once('absent', info, "this runner has no cache service: GitHub's cache is left out");
        return nothing;
      }
      if (performance.now() < brokenUntil || (refused && operation.verb === 'save')) return nothing;
      const outcome = await program(operation);
      if (outcome.kind === 'refused') {
        refused = true;
        once('refused', warning, `GitHub's cache: ${outcome.reason}; what is built is not kept there`);
      }
      if (outcome.kind === 'failed') {
        brokenUntil = performance.now() + BREAK_MS;
        once('failed', warning, `GitHub's cache does not work, and is left out: ${outcome.reason}`);
      }
      return outcome;
    },
  };
}

/** As @actions/cache's isFeatureAvailable: version 2 of the service, or version 1, which GHES has. */
function isAvailable(env: Host['env']): boolean {
  return Boolean(env.ACTIONS_CACHE_SERVICE_V2 ? env.ACTIONS_RESULTS_URL : env.ACTIONS_CACHE_URL);
}
