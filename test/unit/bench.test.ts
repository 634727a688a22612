import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Benchmark, Context } from '../../bench/benchmark.ts';
import { betterRatio, measure, median } from '../../bench/measure.ts';
import { formatTable, mergeResults } from '../../bench/results.ts';
import type { BenchmarkResult } from '../../scripts/lib/benchmark-result.ts';

test('median', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.throws(() => median([]));
});

test('a ratio above 1 means that ours is better, whichever way the unit goes', () => {
  assert.equal(betterRatio('less', 2, 10), 5);
  assert.equal(betterRatio('more', 10, 2), 5);
});

test('measuring takes turns and leaves the warm-up out', async () => {
  const order: string[] = [];
  const ours = [99, 1, 2, 3];
  const reference = [77, 10, 20, 30];
  const next = (name: string, values: number[]) => async () => {
    order.push(name);
    return values.shift() ?? Number.NaN;
  };
  const benchmark: Benchmark = {
    name: 'x.y',
    against: 'z',
    unit: 's',
    better: 'less',
    ours: next('ours', ours),
    reference: next('reference', reference),
  };
  const result = await measure(benchmark, 3, {} as Context, () => {});
  assert.deepEqual(order, Array(4).fill(['ours', 'reference']).flat());
  const { date, ...rest } = result;
  assert.match(date, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual(rest, {
    name: 'x.y',
    ours: 2,
    reference: 20,
    ratio: 10,
    unit: 's',
    against: 'z',
    runs: 3,
  });
});

const result = (name: string, ours: number): BenchmarkResult => ({
  name,
  ours,
  reference: 1,
  ratio: 1,
  unit: 's',
  against: '-',
  runs: 5,
  date: '2026-01-01',
});

test('fresh results replace those of the same name', () => {
  const merged = mergeResults([result('b', 1), result('a', 1)], [result('b', 2)]);
  assert.deepEqual(
    merged.map(({ name, ours }) => [name, ours]),
    [
      ['a', 1],
      ['b', 2],
    ],
  );
});

test('the table has a line for each result', () => {
  const lines = formatTable([result('a', 1), result('long-name', 2)]).split('\n');
  assert.equal(lines.length, 3);
  assert.equal(lines[1]?.indexOf('1 s'), lines[2]?.indexOf('2 s'));
});
