import { ToolError } from '../errors.ts';
import type { InputDefinition, InputReader } from './definition.ts';

/**
 * Reads inputs of a room by name: what the user set, else the table's default, else an empty text.
 * The function given back throws ToolError `input-missing` for a required one that is not set.
 */
export function textReader(
  definitions: readonly InputDefinition[],
  read: InputReader,
): (name: string) => string {
  return (name) => {
    const definition = definitions.find((input) => input.name === name);
    const given = read(name)?.trim();
    const value =
      given === undefined || (given === '' && !definition?.emptyIsValue)
        ? (definition?.default ?? '')
        : given;
    if (definition?.required && value === '') {
      throw new ToolError('input-missing', `${name} is required`, `${name}: ${definition.description}`);
    }
    return value;
  };
}

/** A value in double quotes, as far as the end of its line, or else a line. */
const VALUE = /^[ \t]*"((?:[^"]|"")*)"[ \t\r]*$|^.*$/gm;

/**
 * The values of a list, one a line, without blank ones. In double quotes a value may have several lines, with doubled
 * quotes for one (RFC 4180), as docker/build-push-action reads its lists.
 */
export function listOf(text: string): string[] {
  const values = [...text.matchAll(VALUE)].map(
    ([line, quoted]) => quoted?.replaceAll('""', '"') ?? line.trim(),
  );
  return values.filter((value) => value !== '');
}

/** True for what can only be meant as a file or an address, so that a misspelt keyword is told from a path. */
export function looksLikePath(value: string): boolean {
  return value.includes('/') || /\.(tar|tgz|txz|tzst)\b/.test(value);
}

/**
 * The spellings of YAML's core schema, as `core.getBooleanInput` takes them. ToolError `input-NAME` for others.
 * @param others what the input takes besides, for the error.
 */
export function checkBoolean(name: string, value: string, others: readonly string[] = []): boolean {
  if (/^(true|True|TRUE)$/.test(value)) return true;
  if (/^(false|False|FALSE)$/.test(value)) return false;
  const known = ['true', 'false', ...others];
  throw new ToolError(
    `input-${name}`,
    `${name}: "${value}" is neither ${known.join(' nor ')}`,
    `use ${name}: ${known.join(' or ')}`,
  );
}
