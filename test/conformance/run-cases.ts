import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Case, Way } from './case.ts';
import { callersOf, targetsOf } from './tree.ts';

/** What the probes reported, line by line as they wrote it, and how the first of them ended (waitpid(2)). */
export interface Outcome {
  readonly reports: readonly Report[];
  readonly status: number;
}

export type Report = Readonly<Record<string, unknown>>;

/** The kernel's own answer: every program is an x86-64 one, and so is the door that stands for the launcher's. */
export function askKernel(runner: string, root: string, cases: readonly Case[]): Promise<Outcome[]> {
  return runCases(runner, root, 'native', 'native', cases, (item) => ['/c/dynamic', ...item.words]);
}

/** The same in the image's tree, in one of the ways. */
export function askImage(runner: string, root: string, way: Way, cases: readonly Case[]): Promise<Outcome[]> {
  return runCases(runner, root, way.caller === 'guest' ? 'guest' : 'native', way.target, cases, (item) => {
    if (way.caller === 'guest') return ['/x86_64/bin/launch', '/c/dynamic', ...item.words];
    if (way.caller === 'native') return ['/c/dynamic', ...item.words];
    return ['/c/static', ...item.words.map((word) => (word === 'door=execve' ? 'door=launch' : word))];
  });
}

async function runCases(
  runner: string,
  root: string,
  caller: 'guest' | 'native',
  target: 'guest' | 'native',
  cases: readonly Case[],
  command: (item: Case) => readonly string[],
): Promise<Outcome[]> {
  const mounts = [`${targetsOf(target)}:/t`, `${callersOf(caller)}:/c`];
  const child = spawn(runner, [root, ...mounts], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = cases.map((item) => [item.mounts ?? '', ...command(item)].map(encode).join('\t'));
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  const [output, code] = await Promise.all([text(child.stdout), ended]);
  const outcomes = output
    .split('end\n')
    .slice(0, -1)
    .map((part) => parse(part));
  if (code !== 0 || outcomes.length !== cases.length) {
    throw new Error(
      `the runner ended with ${code} after ${outcomes.length} of ${cases.length} cases, in ${cases[outcomes.length]?.name}`,
    );
  }
  return outcomes;
}

/** As the runner's decode(): bytes that would end a word or line. */
function encode(word: string): string {
  return word.replace(/[%\t\n]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function parse(part: string): Outcome {
  const lines = part.trimEnd().split('\n');
  const status = Number(lines.pop());
  return { reports: lines.map((line) => JSON.parse(line) as Report), status };
}
