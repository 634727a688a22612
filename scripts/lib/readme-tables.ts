import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InputDefinition } from '../../src/inputs/definition.ts';
import { INPUTS } from '../../src/inputs/inputs.ts';
import { RUN_INPUTS } from '../../src/inputs/run.ts';
import { OUTPUTS, type OutputDefinition } from '../../src/report/outputs.ts';
import { RUN_OUTPUTS } from '../../src/run/outputs.ts';
import type { BenchmarkResult } from './benchmark-result.ts';
import { repository } from './repository.ts';

/** Benchmarks that README.md shows; bench/README.md has all. */
const SHOWN = [
  ...['action.cached-vs-cold', 'action.warm-seconds', 'apt.install-vs-emulated', 'exec.emulated-vs-distro'],
  ...['lua.full-vs-emulated', 'lua.full-vs-host', 'lua.native-vs-emulated', 'lua.native-vs-host'],
  ...['push.again-seconds', 'push.first-vs-best-peer', 'zlib.full-vs-emulated', 'zlib.full-vs-host'],
];

/**
 * The text of README.md with its tables made anew: inputs and outputs of both actions from those in src, benchmarks
 * from bench/results.json.
 */
export function renderReadme(text: string): string {
  const tables = [
    inputTable('input', INPUTS),
    outputTable('output', OUTPUTS),
    inputTable('run input', RUN_INPUTS),
    outputTable('run output', RUN_OUTPUTS),
    benchmarkTable(benchmarkResults().filter(({ name }) => SHOWN.includes(name))),
  ];
  return tables.reduce((changed, [heading, table]) => replaceTable(changed, heading, table), text);
}

/** The text of bench/README.md with the table of all results made anew. */
export function renderBenchmarks(text: string): string {
  const [heading, table] = benchmarkTable(benchmarkResults());
  return replaceTable(text, heading, table);
}

function benchmarkResults(): readonly BenchmarkResult[] {
  return JSON.parse(readFileSync(join(repository, 'bench/results.json'), 'utf8'));
}

type Table = readonly [heading: string, table: string];

function inputTable(heading: string, inputs: readonly InputDefinition[]): Table {
  return [heading, markdownTable([heading, 'default', 'what it is'], inputs.map(inputRow))];
}

function outputTable(heading: string, outputs: readonly OutputDefinition[]): Table {
  const rows = outputs.map(({ name, description }) => [`\`${name}\``, description]);
  return [heading, markdownTable([heading, 'what it is'], rows)];
}

function benchmarkTable(results: readonly BenchmarkResult[]): Table {
  const rows = results.map(({ name, ours, reference, ratio, unit, against, date }) => {
    return [`\`${name}\``, `${ours} ${unit}`, `${reference} ${unit}`, `${ratio}×`, against, date];
  });
  const head = ['benchmark', 'ours', 'reference', 'better by', 'reference is', 'date'];
  return ['benchmark', markdownTable(head, rows)];
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
