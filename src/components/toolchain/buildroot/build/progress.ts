import { formatElapsed } from '../../../../host/elapsed.ts';

const LINES_KEPT = 50;
/** Buildroot's MESSAGE (package/Makefile.in): `>>> host-gmp 6.2.1 Building`, with terminal codes around it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal codes are control characters.
const STAGE = /^(?:\u001b\[[0-9;]*m|\u001b\(B)*>>> (\S+) (\S*) ([A-Z][^\u001b]*)/;

/** What a build is doing, read from Buildroot's output line by line. */
export interface BuildProgress {
  /** Takes one line; true when another package is worked on from this line on. */
  line(text: string): boolean;
  /** `host-gmp 6.2.1`, and what is done with it; undefined before the first. */
  current(): { readonly name: string; readonly title: string; readonly stage: string } | undefined;
  /** The last lines (50 at most) about the current package. */
  tail(): readonly string[];
  /** One line for people: the package, how many are done of how many, how long it has taken. */
  summary(elapsedMs: number): string;
  /** How much is done, 0 to 1; undefined when it is not known how much there is. */
  fraction(): number | undefined;
}

/**
 * @param total how many packages there are to build; 0 when that is not known.
 * @param finished names of those that an earlier run has built.
 */
export function createBuildProgress(total: number, finished: Iterable<string> = []): BuildProgress {
  const done = new Set(finished);
  let now: { name: string; title: string; stage: string } | undefined;
  let lines: string[] = [];
  return {
    line(text) {
      const [, name, version = '', stage = ''] = STAGE.exec(text) ?? [];
      const another = name !== undefined && name !== now?.name;
      if (another) {
        if (now !== undefined) done.add(now.name);
        lines = [];
      }
      if (name !== undefined) now = { name, title: `${name} ${version}`.trim(), stage: stage.trim() };
      lines.push(text);
      if (lines.length > LINES_KEPT) lines.shift();
      return another;
    },
    current: () => now,
    tail: () => lines,
    summary(elapsedMs) {
      const count = total === 0 ? `${done.size}` : `${Math.min(done.size, total)} of ${total}`;
      const what = now === undefined ? 'starting' : `${now.title}: ${now.stage}`;
      return `buildroot: ${what} (${count} packages done, ${formatElapsed(elapsedMs)})`;
    },
    fraction: () => (total === 0 ? undefined : Math.min(1, done.size / total)),
  };
}
