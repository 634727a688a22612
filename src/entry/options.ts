import { parseArgs } from 'node:util';
import { ToolError } from '../errors.ts';
import type { InputReader } from '../inputs/definition.ts';
import { INPUTS } from '../inputs/inputs.ts';
import { COMMANDS, type CommandDefinition, type CommandName } from './commands.ts';
import { ownUsage } from './help.ts';
import { nearest } from './nearest.ts';

/** A command line, read: what to do, and with what inputs and options. */
export type Command =
  | { readonly kind: 'run'; readonly name: CommandName; readonly read: InputReader }
  /** Of one command, or of all. */
  | { readonly kind: 'help'; readonly command?: CommandDefinition }
  | { readonly kind: 'version' };

type FoundCommand = CommandDefinition & { readonly name: CommandName };

const DEFINITIONS: readonly FoundCommand[] = COMMANDS;
const SHORT: ReadonlyMap<string, string> = new Map([
  ['-h', '--help'],
  ['-V', '--version'],
]);

/** What is given under each name, in its order. */
type Values = Readonly<Record<string, readonly (string | boolean)[] | undefined>>;

/**
 * Reads a command line (without node and the program's name). Options that take a list may be repeated.
 * @throws ToolError `command-unknown`, `option-unknown` (with the nearest name), `option-value`.
 */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals, tokens } = parseArgs({
    args: args.map((arg) => SHORT.get(arg) ?? (arg.startsWith(STDIN_CHECKED) ? `${MARK}${arg}` : arg)),
    options: Object.fromEntries(
      KNOWN.map((name) => [name, { type: isFlag(name) ? 'boolean' : 'string', multiple: true } as const]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  if (values.version !== undefined) return { kind: 'version' };
  const [name, ...operands] = positionals.map(unmarked);
  if (args.length === 0 || (values.help !== undefined && name === undefined)) return { kind: 'help' };
  const command = findCommand(name);
  if (values.help !== undefined) return { kind: 'help', command };
  for (const token of tokens) if (token.kind === 'option') checkOption(command, token);
  const given = withOperands(unmarkedValues(values), command, operands);
  checkRepeats(given);
  checkRequired(command, given);
  return { kind: 'run', name: command.name, read: (input) => given[input]?.map(String).join('\n') };
}

function namesOf({ inputs, options = [] }: CommandDefinition): string[] {
  return [...inputs, ...options].map(({ name }) => name);
}

const KNOWN = [...new Set(DEFINITIONS.flatMap(namesOf)), 'help', 'version'];

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

function isFlag(name: string): boolean {
  return (
    name === 'help' ||
    name === 'version' ||
    INPUTS.find((input) => input.name === name)?.kind === 'boolean' ||
    DEFINITIONS.some(({ options = [] }) => options.some((option) => option.name === name && option.flag))
  );
}

/** An option of another command would be taken for heard. */
function checkOption(
  command: FoundCommand,
  { name, rawName, value }: { name: string; rawName: string; value: string | undefined },
): void {
  const own = namesOf(command);
  const isLong = rawName.startsWith('--');
  if (isLong && KNOWN.includes(name) && !own.includes(name)) {
    throw new ToolError('option-unknown', `${command.name} has no option ${rawName}`, listHint(command));
  }
  if (!isLong || !own.includes(name)) {
    const near = nearest(name, own);
    const hint = near === undefined ? listHint(command) : `did you mean --${near}?`;
    throw new ToolError('option-unknown', `unknown option ${rawName}`, hint);
  }
  if (value === undefined && !isFlag(name)) {
    throw new ToolError(
      'option-value',
      `${rawName} needs a value`,
      `write ${rawName} VALUE or ${rawName}=VALUE`,
    );
  }
}

function listHint({ name }: CommandDefinition): string {
  return `arm64-on-x86 ${name} --help lists its options`;
}

/** Only a list may be given more than once; of two values for one thing, nobody knows which is meant. */
function checkRepeats(values: Values): void {
  for (const [name, given] of Object.entries(values)) {
    const isList = INPUTS.find((input) => input.name === name)?.kind === 'list';
    if (isList || given === undefined || given.length < 2) continue;
    const hint = isFlag(name) ? 'once is enough' : `leave one: ${given.join(' or ')}`;
    throw new ToolError('option-value', `--${name} is given twice`, hint);
  }
}

function findCommand(name: string | undefined): FoundCommand {
  const names = DEFINITIONS.map((command) => command.name);
  const command = DEFINITIONS.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const near = name === undefined ? undefined : nearest(name, names);
  throw new ToolError(
    'command-unknown',
    name === undefined ? 'no command is given' : `unknown command "${name}"`,
    near === undefined ? `use one of: ${names.join(', ')}; arm64-on-x86 --help` : `did you mean ${near}?`,
  );
}

/** The values with the command's operand as one more of the input that it stands for. */
function withOperands(values: Values, command: FoundCommand, operands: readonly string[]): Values {
  const [first, extra] = operands;
  if (first === undefined) return values;
  const { operand } = command;
  if (operand !== undefined && extra === undefined)
    return { ...values, [operand]: [...(values[operand] ?? []), first] };
  throw new ToolError(
    'command-unknown',
    `"${extra ?? first}" belongs to no option`,
    `${listHint(command)}; lists are given by repeating the option`,
  );
}

function checkRequired({ name, options = [] }: CommandDefinition, values: Values): void {
  for (const option of options) {
    if (!option.required || values[option.name]?.some((value) => value !== '')) continue;
    throw new ToolError(
      'option-value',
      `${name} needs --${option.name}`,
      `write ${ownUsage(option)}: ${option.description}`,
    );
  }
}
