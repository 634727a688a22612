import { rename, writeFile } from 'node:fs/promises';
import type { BenchmarkResult } from '../scripts/lib/benchmark-result.ts';
import { readOptional } from '../src/files/optional-file.ts';

/** New results in place of older ones of the same name; sorted by name. */
export function mergeResults(
  old: readonly BenchmarkResult[],
  fresh: readonly BenchmarkResult[],
): BenchmarkResult[] {
  const all = new Map([...old, ...fresh].map((result) => [result.name, result]));
  return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Merges results into the file, which need not be there yet. */
export async function saveResults(file: string, fresh: readonly BenchmarkResult[]): Promise<void> {
  const text = (await readOptional(file)) ?? '[]';
  const merged = mergeResults(JSON.parse(text), fresh);
  await writeFile(`${file}.new`, `${JSON.stringify(merged, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/** The results as a table for people. */
export function formatTable(results: readonly BenchmarkResult[]): string {
  const rows = results.map(({ name, ours, reference, ratio, unit, against, runs }) => [
    name,
    `${ours} ${unit}`,
    `${reference} ${unit}`,
    `${ratio}×`,
    String(runs),
    against,
  ]);
  const all = [['name', 'ours', 'reference', 'better by', 'runs', 'against'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return all.map((row) => line(row).trimEnd()).join('\n');
}
