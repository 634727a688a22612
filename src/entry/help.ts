import type { InputDefinition } from '../inputs/definition.ts';
import { COMMANDS, type CommandDefinition, type OptionDefinition } from './commands.ts';

const WIDTH = 100;
const INDENT = 6;

/** What `--help` prints: the commands. */
export function helpText(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    'Usage: arm64-on-x86 COMMAND [options]',
    '',
    'Commands:',
    ...COMMANDS.flatMap(({ name, summary }) => {
      const [first = '', ...rest] = wrap(summary, WIDTH - width - 4);
      return [`  ${name.padEnd(width)}  ${first}`, ...rest.map((line) => `${' '.repeat(width + 4)}${line}`)];
    }),
    '',
    'arm64-on-x86 COMMAND --help lists its options; arm64-on-x86 --version prints the version.',
    'The result is printed to stdout; everything else goes to stderr.',
    '',
  ].join('\n');
}

/** What `COMMAND --help` prints: the command, and its options. */
export function commandHelp({ name, usage, summary, inputs, options = [] }: CommandDefinition): string {
  const all = [
    ...options.map((option) => [ownUsage(option), describeOwn(option)] as const),
    ...inputs.map((input) => [inputUsage(input), describe(input)] as const),
  ];
  return [
    ...wrap(`${name} ${summary}.`, WIDTH),
    '',
    `Usage: arm64-on-x86 ${usage}`,
    '',
    'Options:',
    ...all.flatMap(([left, text]) => [
      `  ${left}`,
      ...wrap(text, WIDTH - INDENT).map((line) => `${' '.repeat(INDENT)}${line}`),
    ]),
    '',
  ].join('\n');
}

/** `--dest VALUE`, `--json`. */
export function ownUsage({ name, flag }: OptionDefinition): string {
  return flag ? `--${name}` : `--${name} VALUE`;
}

function inputUsage({ name, kind }: InputDefinition): string {
  return kind === 'boolean' ? `--${name}` : `--${name} ${kind === 'list' ? 'VALUE…' : 'VALUE'}`;
}

function describeOwn({ description, required }: OptionDefinition): string {
  return required ? `${description} (required)` : description;
}

function describe({ description, required, kind, default: standard }: InputDefinition): string {
  if (required) return `${description} (required)`;
  return standard === undefined || kind === 'boolean' ? description : `${description} [${standard}]`;
}

/** Lines of at most so many characters, broken at blanks. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
