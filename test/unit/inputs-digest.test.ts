import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readInputs } from '../../src/inputs/inputs.ts';
import { inputsDigest } from '../../src/inputs-digest.ts';
import { distributionProfile } from '../support/profiles.ts';

const profile = distributionProfile('debian-12');

function digest(
  values: Readonly<Record<string, string>> = {},
  keys: readonly string[] = ['emulator-1'],
): string {
  const inputs = readInputs((name) => ({ rootfs: 'r.tar.gz', ...values })[name]);
  const origin = {
    inputs,
    rootfs: { layers: [], profile },
    family: 'oci',
    keys,
    sourceDateEpoch: 0,
  } as const;
  return inputsDigest(origin);
}

for (const [name, value, other] of [
  ['rootfs', 'r.tar.gz', '/here/r.tar.gz'],
  ['rootfs-exclude', 'boot', '/boot'],
  ['buildroot-source', 'b.tar.xz', '/here/b.tar.xz'],
  ['buildroot-config', 'fragment', '/here/fragment'],
  ['buildroot-mirror', 'https://one.example', 'https://other.example'],
  ['buildroot-dl-dir', '/here', '/there'],
  ['insecure-registries', 'one.example:5000', 'other.example:5000'],
  ['labels', 'a=1\nb=2', 'b=2\na=1'],
] as const) {
  test(`${name}: ${JSON.stringify(other)} is the same as ${JSON.stringify(value)}`, () =>
    assert.equal(digest({ [name]: value }), digest({ [name]: other })));
}

for (const [name, value] of [
  ['labels', 'a=1'],
  ['annotations', 'a=1'],
  ['platform', 'linux/arm64'],
  ['accelerate', 'full'],
  ['index', 'true'],
] as const) {
  test(`${name}: another value is another image`, () => assert.notEqual(digest({ [name]: value }), digest()));
}

test('other keys of components are another image', () =>
  assert.notEqual(digest({}, ['emulator-2']), digest()));
