import type { InputDefinition } from '../../src/inputs/definition.ts';
import { INPUTS } from '../../src/inputs/inputs.ts';
import { RUN_INPUTS } from '../../src/inputs/run.ts';
import { OUTPUTS, type OutputDefinition } from '../../src/report/outputs.ts';
import { RUN_OUTPUTS } from '../../src/run/outputs.ts';

/** The text of README.md with its tables of inputs and outputs, of both actions, made anew from those in src. */
export function renderReadme(text: string): string {
  const tables = [
    inputTable('input', INPUTS),
    outputTable('output', OUTPUTS),
    inputTable('run input', RUN_INPUTS),
    outputTable('run output', RUN_OUTPUTS),
  ];
  return tables.reduce((changed, [heading, table]) => replaceTable(changed, heading, table), text);
}

type Table = readonly [heading: string, table: string];

function inputTable(heading: string, inputs: readonly InputDefinition[]): Table {
  return [heading, markdownTable([heading, 'default', 'what it is'], inputs.map(inputRow))];
}

function outputTable(heading: string, outputs: readonly OutputDefinition[]): Table {
  const rows = outputs.map(({ name, description }) => [`\`${name}\``, description]);
  return [heading, markdownTable([heading, 'what it is'], rows)];
}

function inputRow({ name, required, default: value, only, description }: InputDefinition): string[] {
  const standard = required ? 'required' : value === undefined ? '' : `\`${value}\``;
  const note = only === 'command-line' ? ' (command line only)' : '';
  return [`\`${name}\``, standard, `${description}${note}`];
}

/** The table whose first heading has the name. */
function replaceTable(text: string, heading: string, table: string): string {
  return text.replace(new RegExp(`^\\| ${heading} +\\|.*\\n(\\|.*\\n)*`, 'm'), () => table);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) =>
    Math.max(...[cell, ...rows.map((row) => row[column] ?? '')].map(({ length }) => length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('');
}
