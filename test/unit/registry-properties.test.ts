import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ToolError } from '../../src/errors.ts';
import { parseAnnotation } from '../../src/image/annotations.ts';
import { type Challenge, parseChallenges } from '../../src/registry/challenge.ts';
import { formatReference, type ImageReference, parseReference } from '../../src/registry/reference.ts';
import { randomNumbers } from '../support/random.ts';

const CASES = 2000;

/** Random choices, the same for the same seed: a failure names the seed. */
function choices(seed: number) {
  const below = randomNumbers(seed);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const text = (alphabet: string, least: number, most: number) =>
    Array.from({ length: least + below(most - least + 1) }, () => pick([...alphabet])).join('');
  return { below, pick, text };
}

function property(name: string, check: (choice: ReturnType<typeof choices>) => void): void {
  test(name, () => {
    for (let seed = 1; seed <= CASES; seed++) {
      try {
        check(choices(seed));
      } catch (error) {
        throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
      }
    }
  });
}

const LOWER = 'abcxyz019';
function component({ pick, text }: ReturnType<typeof choices>): string {
  const parts = Array.from({ length: 1 + pick([0, 0, 1, 2]) }, () => text(LOWER, 1, 6));
  return parts.reduce((left, right) => `${left}${pick(['.', '_', '__', '-', '---'])}${right}`);
}

function reference(choice: ReturnType<typeof choices>): ImageReference {
  const { below, pick, text } = choice;
  const registry = pick(['docker.io', 'localhost', '[::1]', '127.0.0.1', 'Host.example', 'ghcr.io']);
  const port = registry === 'docker.io' ? '' : pick(['', `:${1 + below(65535)}`]);
  const names = Array.from({ length: 1 + below(4) }, () => component(choice));
  // docker.io/name is short for docker.io/library/name.
  const repository = registry === 'docker.io' && names.length === 1 ? `library/${names[0]}` : names.join('/');
  const tag = `${text('aZ_9', 1, 1)}${text('aZ09._-', 0, 20)}`;
  const digest = `sha256:${text('0123456789abcdef', 64, 64)}` as const;
  const named = { registry: `${registry}${port}`, repository };
  return pick([
    { ...named, tag },
    { ...named, digest },
    { ...named, tag, digest },
  ] as const);
}

property('a reference that is written is read as the same one', (choice) => {
  const expected = reference(choice);
  assert.deepEqual(parseReference(formatReference(expected)), expected);
});

property('any text is a reference that stays the same, or is refused with a hint', ({ text }) => {
  const input = text('aB0/:.@_-[]sha256 \u00e9\n', 0, 30);
  let parsed: ImageReference;
  try {
    parsed = parseReference(input);
  } catch (error) {
    assert.ok(error instanceof ToolError && error.code === 'reference-invalid' && error.hint !== '');
    return;
  }
  assert.deepEqual(parseReference(formatReference(parsed)), parsed);
});

function challenge({ below, pick, text }: ReturnType<typeof choices>): Challenge {
  const scheme = pick(['basic', 'bearer', 'digest', 'negotiate']);
  const params = Array.from({ length: below(4) }, (_, index) => [
    `${pick(['realm', 'service', 'scope', 'error'])}${index}`,
    text('ab ,="\\/:', 0, 12),
  ]);
  return { scheme, params: Object.fromEntries(params) };
}

/** RFC 9110 section 11.6.1, with the liberties that it gives: spaces, letter case, tokens or quotes. */
function written(challenges: readonly Challenge[], { pick }: ReturnType<typeof choices>): string {
  const one = ({ scheme, params }: Challenge) => {
    const list = Object.entries(params).map(([name, value]) => {
      const isToken = /^[a-z]+$/.test(value) && pick([true, false]);
      const quoted = `"${value.replace(/["\\]/g, '\\$&')}"`;
      return `${pick([name, name.toUpperCase()])}${pick(['=', ' = '])}${isToken ? value : quoted}`;
    });
    const name = pick([scheme, scheme.toUpperCase()]);
    return list.length === 0 ? name : `${name} ${list.join(pick([',', ', ', ' , ']))}`;
  };
  return challenges.map(one).join(pick([',', ', ', ', ,']));
}

property('challenges that are written are read as the same ones', (choice) => {
  const expected = Array.from({ length: choice.below(4) }, () => challenge(choice));
  assert.deepEqual(parseChallenges(written(expected, choice)), expected);
});

property('any text is a list of challenges, perhaps an empty one', ({ text }) => {
  const parsed = parseChallenges(text('Bb "=,\\\t/-:\u00e9', 0, 40));
  for (const { scheme } of parsed) assert.match(scheme, /^\S+$/);
});

property('an annotation keeps its key and value, at each of its levels', ({ pick, text }) => {
  const key = `org.${text('abc.', 1, 10)}x`;
  const value = text('ab=:, []', 0, 12);
  const levels = pick([[], ['index'], ['manifest', 'index'], ['manifest-descriptor']] as const);
  const parsed = parseAnnotation(`${levels.join(',')}${levels.length === 0 ? '' : ':'}${key}=${value}`);
  const expected = levels.length === 0 ? ['manifest'] : levels;
  assert.deepEqual(
    parsed,
    expected.map((level) => ({ level, key, value })),
  );
});
