import { readFile } from 'node:fs/promises';

/** A difference that cannot be removed. */
export interface Explanation {
  /** A regular expression for names of cases. */
  readonly case: string;
  readonly ways: readonly string[];
  readonly reason: string;
}

/** Reads explained.json, which people write. */
export async function readExplanations(): Promise<Explanation[]> {
  return JSON.parse(await readFile(new URL('explained.json', import.meta.url), 'utf8'));
}

/** The explanation of a difference, if there is one. */
export function explain(
  explanations: readonly Explanation[],
  name: string,
  way: string,
): Explanation | undefined {
  return explanations.find((entry) => entry.ways.includes(way) && new RegExp(entry.case).test(name));
}
