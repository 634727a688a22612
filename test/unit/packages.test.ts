import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCandidate, purposes, wantedPackages } from '../../scripts/lib/packages.ts';

test('each package is wanted once, by name', () => {
  const all = wantedPackages([...purposes, ...purposes]).map(({ name }) => name);
  assert.equal(new Set(all).size, all.length);
  assert.ok(all.includes('gcc-aarch64-linux-gnu'));
  assert.deepEqual(wantedPackages(['registry']), [{ name: 'docker-registry' }]);
});

test('apt-cache policy: a candidate, none, unknown', () => {
  const policy = [
    'one:',
    '  Installed: (none)',
    '  Candidate: 1.0-1',
    '  Version table:',
    'two:',
    '  Installed: (none)',
    '  Candidate: (none)',
  ].join('\n');
  assert.deepEqual(
    ['one', 'two', 'three'].map((name) => hasCandidate(policy, name)),
    [true, false, false],
  );
});
