import type { InputDefinition } from '../../src/inputs/definition.ts';
import { INPUTS } from '../../src/inputs/inputs.ts';
import { OUTPUTS } from '../../src/report/outputs.ts';

/** The text of README.md with its tables of inputs and outputs made anew from those in src. */
export function renderReadme(text: string): string {
  const inputs = markdownTable(['input', 'default', 'what it is'], INPUTS.map(inputRow));
  const outputs = markdownTable(
    ['output', 'what it is'],
    OUTPUTS.map(({ name, description }) => [`\`${name}\``, description]),
  );
  return replaceTable(replaceTable(text, 'input', inputs), 'output', outputs);
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
