import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { createDirectoryCache } from '../cache/directory.ts';
import { atMostEvery } from './at-most-every.ts';
import { createCommonHost } from './common.ts';
import { formatElapsed } from './elapsed.ts';
import type { Host } from './host.ts';
import { once } from './once.ts';
import { openUnfinishedDirectory } from './unfinished-directory.ts';

const CLEAR_LINE = '\r\u001b[K';
const PLAIN_PROGRESS_EVERY_MS = 10_000;
const BAR_WIDTH = 20;

interface TerminalOptions {
  readonly env: Host['env'];
  readonly cacheDirectory: string;
  /** The result, as name=value lines. */
  readonly stdout: Writable;
  /** Everything else. */
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

/** The host of the command line: log on stderr, result on stdout, the cache in a directory. */
export function createTerminalHost({ env, cacheDirectory, stdout, stderr }: TerminalOptions): Host {
  const secrets = new Set<string>();
  const log = createLog(stderr, (text) => hideSecrets(text, secrets));
  const warning = (message: string): void => log.line(`warning: ${message}`);
  const progress = (line: string, done?: number): void => log.progress(line, done);
  const common = createCommonHost(env, env.TMPDIR || tmpdir());
  return {
    ...common,
    cache: createDirectoryCache(cacheDirectory, once(warning)),
    localDirectory: cacheDirectory,
    unfinished: (name) =>
      openUnfinishedDirectory(join(cacheDirectory, 'unfinished'), name, { ...common, progress }),
    info: (message) => log.line(message),
    notice: (message) => log.line(`note: ${message}`),
    debug: (message) => {
      if (env.ARM64_ON_X86_DEBUG) log.line(`debug: ${message}`);
    },
    warning,
    async phase(title, work) {
      const start = performance.now();
      const took = (): string => formatElapsed(performance.now() - start);
      log.line(`▸ ${title}`);
      try {
        const result = await work();
        log.line(`✓ ${title} (${took()})`);
        return result;
      } catch (error) {
        log.line(`✗ ${title} (${took()})`);
        throw error;
      }
    },
    progress,
    secret: (value) => {
      if (value !== '') secrets.add(value);
    },
    setOutput: (name, value) => {
      stdout.write(`${name}=${value.replaceAll('\n', ',')}\n`);
    },
  };
}

/** Lines, and below them one progress line, which each line and each later progress line replaces. */
function createLog(
  stream: TerminalOptions['stderr'],
  filter: (text: string) => string,
): { line(text: string): void; progress(text: string, done?: number): void } {
  const plain = atMostEvery(PLAIN_PROGRESS_EVERY_MS, (line) => stream.write(`${line}\n`));
  let progressShown = false;
  const clear = (): string => (progressShown ? CLEAR_LINE : '');
  return {
    line(text) {
      stream.write(`${clear()}${filter(text)}\n`);
      progressShown = false;
    },
    progress(text, done) {
      const line = `  ${filter(text)}`;
      if (stream.isTTY) {
        const shown = done === undefined ? line : `  ${progressBar(done)} ${filter(text)}`;
        stream.write(`${CLEAR_LINE}${shown.slice(0, (stream.columns ?? 80) - 1)}`);
        progressShown = true;
      } else plain(line);
    },
  };
}

/** `█████████▌          ` for 0.475: eighths of a block (Unicode, Block Elements) keep it moving. */
export function progressBar(done: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, done)) * BAR_WIDTH * 8);
  const rest = ' ▏▎▍▌▋▊▉'[eighths % 8] ?? ' ';
  return `${'█'.repeat(Math.floor(eighths / 8))}${rest}`.padEnd(BAR_WIDTH).slice(0, BAR_WIDTH);
}

function hideSecrets(text: string, secrets: ReadonlySet<string>): string {
  return [...secrets].reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
}
