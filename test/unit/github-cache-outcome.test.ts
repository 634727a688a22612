import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOutcome } from '../../src/host/github-cache/outcome.ts';

const cases: readonly (readonly [name: string, lines: readonly string[], outcome: object])[] = [
  ['a hit', ['Cache hit for: k', '{"key":"k"}'], { kind: 'done', key: 'k' }],
  ['a miss', ['::debug::Cache not found', '{"key":null}'], { kind: 'nothing' }],
  [
    'an entry that cannot be unpacked',
    ['Cache hit for: k', '::warning::Failed to restore: Tar failed', '{"key":null}'],
    { kind: 'damaged', reason: 'Tar failed' },
  ],
  [
    'a failure, without the address that gives access',
    ['::error::Failed to restore: no https://h/b?sig=abc&x=1%0Amore', '{"key":null}'],
    { kind: 'failed', reason: 'no https://h/b?sig=***&x=1' },
  ],
  [
    'a key that another job has',
    ['::debug::Failed to reserve cache: Error: Response was not ok', 'Failed to save: …', '{"key":null}'],
    { kind: 'nothing' },
  ],
  [
    'a token that may only read',
    ['::warning::Failed to save: Unable to reserve. More details: cache write denied: x', '{"key":null}'],
    { kind: 'refused', reason: 'this run may only read it' },
  ],
  [
    'a job whose cache-mode is to read',
    ["Cache save skipped: the effective cache-mode 'read' does not permit writes.", '{"key":null}'],
    { kind: 'refused', reason: 'this run may only read it' },
  ],
  ['a program that was ended', ['Cache hit for: k'], { kind: 'failed', reason: 'it ended early' }],
];

for (const [name, lines, outcome] of cases) {
  test(name, () => assert.deepEqual(parseOutcome(`${lines.join('\n')}\n`), outcome));
}
