import { formatElapsed } from '../../src/host/elapsed.ts';

/** What a phase may tell while it runs. */
interface Progress {
  /** On a terminal, replaces the line under the phase's title; not printed otherwise. */
  line(text: string): void;
  /** Added to the phase's closing line, for example `from the cache`. */
  note(text: string): void;
}

const started = performance.now();
const clearLine = '\r\x1b[2K';

/** Runs one phase under a title; prints its elapsed time and that since the program's start. */
export async function phase<T>(title: string, work: (progress: Progress) => Promise<T>): Promise<T> {
  const begin = performance.now();
  const notes: string[] = [];
  console.log(`── ${title}`);
  const clear = () => void (process.stdout.isTTY && process.stdout.write(clearLine));
  try {
    const result = await work({ line: showLine, note: (text) => void notes.push(text) });
    clear();
    const elapsed = formatElapsed(performance.now() - begin);
    const total = formatElapsed(performance.now() - started);
    console.log(`   ${['done', ...notes].join(', ')}: ${elapsed} (${total} since the start)`);
    return result;
  } catch (error) {
    clear();
    console.log(`   failed: ${formatElapsed(performance.now() - begin)}`);
    throw error;
  }
}

function showLine(text: string): void {
  if (!process.stdout.isTTY) return;
  const width = (process.stdout.columns ?? 80) - 4;
  process.stdout.write(`${clearLine}   ${text.trim().slice(0, width)}`);
}
