import { parseArgs } from 'node:util';
import { ToolError } from '../errors.ts';
import type { InputDefinition, InputReader } from '../inputs/definition.ts';
import { INPUTS } from '../inputs/inputs.ts';
import { COMMANDS, type CommandDefinition, type CommandName, type OptionDefinition } from './commands.ts';

/** A command line, read: what to do, and with what inputs and options. */
export type Command =
  | { readonly kind: 'run'; readonly name: CommandName; readonly read: InputReader }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

const DEFINITIONS: readonly CommandDefinition[] = COMMANDS;
const ON_COMMAND_LINE = INPUTS.filter(({ only }) => only !== 'action');
const OWN = DEFINITIONS.flatMap(({ options = [] }) => options);
const KNOWN = [...ON_COMMAND_LINE, ...OWN].map(({ name }) => name).concat('help', 'version');

/**
 * Reads a command line (without node and the program's name). Options that take a list may be repeated.
 * @throws ToolError `command-unknown`, `option-unknown` (with the nearest name), `option-value`.
 */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals, tokens } = parseArgs({
    args: args.map((arg) => (arg.startsWith(STDIN_CHECKED) ? `${MARK}${arg}` : arg)),
    options: Object.fromEntries(
      KNOWN.map((name) => [name, { type: isFlag(name) ? 'boolean' : 'string', multiple: true } as const]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) if (token.kind === 'option') checkOption(token);
  if (values.help !== undefined || args.length === 0) return { kind: 'help' };
  if (values.version !== undefined) return { kind: 'version' };
  const [name, ...operands] = positionals.map(unmarked);
  const command = findCommand(name);
  const given = withOperands(unmarkedValues(values), command, operands);
  checkRepeats(given);
  const read: InputReader = (input) => given[input]?.map(String).join('\n');
  checkOwnOptions(command, given);
  return { kind: 'run', name: command.name, read };
}

/** What `--help` prints. */
export function helpText(): string {
  const options = [
    ...ON_COMMAND_LINE.map((input) => [usage(input), describe(input)] as const),
    ...DEFINITIONS.flatMap(({ name, options = [] }) =>
      options.map((option) => [ownUsage(option), `${option.description} (${name})`] as const),
    ),
  ];
  const width = Math.max(...options.map(([left]) => left.length));
  return [
    ...DEFINITIONS.map(
      (command, index) => `${index === 0 ? 'Usage:' : '      '} arm64-on-x86 ${command.usage}`,
    ),
    '',
    ...DEFINITIONS.map(({ name, summary }) => `${name} ${summary}.`),
    '',
    'Options:',
    ...options.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
    '',
    'The result is printed to stdout; everything else goes to stderr.',
    '',
  ].join('\n');
}

/** Standard input with its checksum, which parseArgs would take for a row of one-letter options. */
const STDIN_CHECKED = '-#';
/** No argument can have it (execve(2)). */
const MARK = '\0';

function unmarked(value: string): string {
  return value.replace(MARK, '');
}

function unmarkedValues(values: Values): Values {
  const plain = (value: string | boolean) => (typeof value === 'string' ? unmarked(value) : value);
  return Object.fromEntries(Object.entries(values).map(([name, given]) => [name, given?.map(plain)]));
}

type Values = Readonly<Record<string, readonly (string | boolean)[] | undefined>>;

function isFlag(name: string): boolean {
  return (
    name === 'help' ||
    name === 'version' ||
    INPUTS.find((input) => input.name === name)?.kind === 'boolean' ||
    OWN.find((option) => option.name === name)?.flag === true
  );
}

function ownUsage({ name, flag }: OptionDefinition): string {
  return flag ? `--${name}` : `--${name} VALUE`;
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
function checkRepeats(values: Values): void {
  for (const [name, given] of Object.entries(values)) {
    const isList = INPUTS.find((input) => input.name === name)?.kind === 'list';
    if (isList || given === undefined || given.length < 2) continue;
    throw new ToolError('option-value', `--${name} is given twice`, `leave one: ${given.join(' or ')}`);
  }
}

function findCommand(name: string | undefined): CommandDefinition & { name: CommandName } {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  throw new ToolError(
    'command-unknown',
    name === undefined ? 'no command is given' : `unknown command "${name}"`,
    'write arm64-on-x86 build --rootfs FILE; arm64-on-x86 --help tells more',
  );
}

/** The values with the command's operand as one more of the input that it stands for. */
function withOperands(values: Values, { operand }: CommandDefinition, operands: readonly string[]): Values {
  const [first, extra] = operands;
  if (first === undefined) return values;
  if (operand !== undefined && extra === undefined)
    return { ...values, [operand]: [...(values[operand] ?? []), first] };
  throw new ToolError(
    'command-unknown',
    `"${extra ?? first}" belongs to no option`,
    'lists are given by repeating the option',
  );
}

/** An option of another command would be taken for heard. */
function checkOwnOptions({ name, options = [] }: CommandDefinition, values: Values): void {
  for (const option of options) {
    if (!option.required || values[option.name] !== undefined) continue;
    throw new ToolError(
      'option-value',
      `${name} needs --${option.name}`,
      `write ${ownUsage(option)}: ${option.description}`,
    );
  }
  for (const other of OWN) {
    if (values[other.name] === undefined || options.some((option) => option.name === other.name)) continue;
    throw new ToolError(
      'option-unknown',
      `${name} has no option --${other.name}`,
      'arm64-on-x86 --help lists the options',
    );
  }
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
