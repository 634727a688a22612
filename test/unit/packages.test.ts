import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCandidate, type Purpose, purposes, wantedPackages } from '../../scripts/lib/packages.ts';
import { buildrootPrerequisites, emulatorPrerequisites } from '../support/prerequisites.ts';

const namesFor = (purpose: Purpose) => wantedPackages([purpose]).map(({ name }) => name);

test('each package is wanted once, by name', () => {
  const all = wantedPackages([...purposes, ...purposes]).map(({ name }) => name);
  assert.equal(new Set(all).size, all.length);
  assert.ok(all.includes('gcc-aarch64-linux-gnu'));
  assert.deepEqual(wantedPackages(['registry']), [{ name: 'docker-registry' }]);
});

test('what an image is built with is what a machine without it is told to install', async () => {
  assert.deepEqual(namesFor('buildroot').sort(), await buildrootPrerequisites());
  // Asked for apart: what brings its own meson is known when it is there, and the debugger is no must.
  const others = ['meson', 'gcc-aarch64-linux-gnu', 'g++-aarch64-linux-gnu', 'gdb-multiarch'];
  assert.deepEqual(namesFor('build').sort(), [...(await emulatorPrerequisites(true)), ...others].sort());
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
