/** An entry of bench/results.json; a ratio above 1 means that ours is that many times better. */
export interface BenchmarkResult {
  readonly name: string;
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
  readonly unit: string;
  readonly against: string;
  readonly runs: number;
  readonly date: string;
}
