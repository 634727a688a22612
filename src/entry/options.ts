import { parseArgs } from 'node:util';
import { ToolError } from '../errors.ts';
import { INPUTS, type InputDefinition, type InputReader } from '../inputs.ts';

/** A command line, read: what to do, and with what inputs. */
export type Command =
  | { readonly kind: 'build'; readonly read: InputReader }
  | { readonly kind: 'emulator'; readonly read: InputReader; readonly destination: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

const ON_COMMAND_LINE = INPUTS.filter(({ only }) => only !== 'action');
const KNOWN = [...ON_COMMAND_LINE.map(({ name }) => name), 'dest', 'help', 'version'];

/**
 * Reads a command line (without node and the program's name). Options that take a list may be repeated.
 * @throws ToolError `command-unknown`, `option-unknown` (with the nearest name), `option-value`.
 */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      KNOWN.map((name) => [name, { type: isFlag(name) ? 'boolean' : 'string', multiple: true } as const]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) if (token.kind === 'option') checkOption(token);
  checkRepeats(values);
  if (values.help !== undefined || args.length === 0) return { kind: 'help' };
  if (values.version !== undefined) return { kind: 'version' };
  const command = checkCommand(positionals);
  const read: InputReader = (name) => values[name]?.map(String).join('\n');
  if (command === 'build') return { kind: command, read };
  const destination = read('dest');
  if (destination !== undefined) return { kind: command, read, destination };
  throw new ToolError('option-value', 'emulator needs --dest', 'write --dest FILE: where the program goes');
}

/** What `--help` prints. */
export function helpText(): string {
  const width = Math.max(...ON_COMMAND_LINE.map((input) => usage(input).length));
  return [
    'Usage: arm64-on-x86 build --rootfs FILE [options]',
    '       arm64-on-x86 emulator --dest FILE [--emulator-source …] [--cpu …] [--cache-dir …]',
    '',
    'build makes an image that runs on x86-64, in an ordinary unprivileged container, from an arm64 root filesystem.',
    'emulator writes the emulator alone: a static program that runs arm64 programs, also through a chroot.',
    '',
    'Options:',
    ...ON_COMMAND_LINE.map((input) => `  ${usage(input).padEnd(width)}  ${describe(input)}`),
    '',
    'The result is printed to stdout as name=value lines; everything else goes to stderr.',
    '',
  ].join('\n');
}

function isFlag(name: string): boolean {
  return (
    name === 'help' || name === 'version' || INPUTS.find((input) => input.name === name)?.kind === 'boolean'
  );
}

function usage({ name, kind }: InputDefinition): string {
  return kind === 'boolean' ? `--${name}` : `--${name} ${kind === 'list' ? 'VALUE…' : 'VALUE'}`;
}

function describe({ description, required, kind, default: standard }: InputDefinition): string {
  if (required) return `${description} (required)`;
  return standard === undefined || kind === 'boolean' ? description : `${description} [${standard}]`;
}

function checkOption({
  name,
  rawName,
  value,
}: {
  name: string;
  rawName: string;
  value: string | undefined;
}): void {
  if (!KNOWN.includes(name) || !rawName.startsWith('--')) {
    const near = nearest(name, KNOWN);
    throw new ToolError(
      'option-unknown',
      `unknown option ${rawName}`,
      near === undefined ? 'arm64-on-x86 --help lists the options' : `did you mean --${near}?`,
    );
  }
  if (value === undefined && !isFlag(name)) {
    throw new ToolError(
      'option-value',
      `${rawName} needs a value`,
      `write ${rawName} VALUE or ${rawName}=VALUE`,
    );
  }
}

/** Only a list may be given more than once; of two values for one thing, nobody knows which is meant. */
function checkRepeats(values: Readonly<Record<string, unknown>>): void {
  for (const [name, given] of Object.entries(values)) {
    const isList = INPUTS.find((input) => input.name === name)?.kind === 'list';
    if (isList || !Array.isArray(given) || given.length < 2) continue;
    throw new ToolError('option-value', `--${name} is given twice`, `leave one: ${given.join(' or ')}`);
  }
}

function checkCommand(positionals: readonly string[]): 'build' | 'emulator' {
  const [command, extra] = positionals;
  if (command !== 'build' && command !== 'emulator') {
    throw new ToolError(
      'command-unknown',
      command === undefined ? 'no command is given' : `unknown command "${command}"`,
      'write arm64-on-x86 build --rootfs FILE; arm64-on-x86 --help tells more',
    );
  }
  if (extra !== undefined) {
    throw new ToolError(
      'command-unknown',
      `"${extra}" belongs to no option`,
      'lists are given by repeating the option',
    );
  }
  return command;
}

/** The known name with the fewest edits, if that is a misspelling rather than another word. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(2, name.length / 3) ? best.candidate : undefined;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
