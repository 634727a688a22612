import type { BenchmarkResult } from '../scripts/lib/benchmark-result.ts';
import type { Benchmark, Context } from './benchmark.ts';

/** Middle of the values; mean of the two middle ones when their number is even. Throws when there is none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('median of nothing');
  return (upper + lower) / 2;
}

/** How many times ours is better. */
export function betterRatio(better: Benchmark['better'], ours: number, reference: number): number {
  return better === 'less' ? reference / ours : ours / reference;
}

/**
 * Medians after one warm-up that does not count, which long ones do without. Ours and the reference take turns, so that
 * whatever else the machine does meets both.
 */
export async function measure(
  benchmark: Benchmark,
  runs: number,
  context: Context,
  onValue: (text: string) => void,
): Promise<BenchmarkResult> {
  const { name, unit, against, better } = benchmark;
  const ours: number[] = [];
  const reference: number[] = [];
  for (let turn = benchmark.long ? 1 : 0; turn <= runs; turn++) {
    const pair = [await benchmark.ours(context), await benchmark.reference(context)] as const;
    const label = turn === 0 ? 'warm-up' : `${turn}/${runs}`;
    onValue(`${name} ${label}: ${pair[0]} ${unit}, reference ${pair[1]} ${unit}`);
    if (turn === 0) continue;
    ours.push(pair[0]);
    reference.push(pair[1]);
  }
  const medians = { ours: median(ours), reference: median(reference) };
  const ratio = round(betterRatio(better, medians.ours, medians.reference));
  const date = new Date().toISOString().slice(0, 10);
  return {
    name,
    ours: round(medians.ours),
    reference: round(medians.reference),
    ratio,
    unit,
    against,
    runs,
    date,
  };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
