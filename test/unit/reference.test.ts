import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatReference, parseReference } from '../../src/registry/reference.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}` as const;

for (const [text, expected] of [
  ['debian', { registry: 'docker.io', repository: 'library/debian', tag: 'latest' }],
  ['debian:12', { registry: 'docker.io', repository: 'library/debian', tag: '12' }],
  ['owner/image', { registry: 'docker.io', repository: 'owner/image', tag: 'latest' }],
  ['docker.io/debian', { registry: 'docker.io', repository: 'library/debian', tag: 'latest' }],
  ['index.docker.io/a/b', { registry: 'docker.io', repository: 'a/b', tag: 'latest' }],
  ['localhost/a', { registry: 'localhost', repository: 'a', tag: 'latest' }],
  ['localhost:5000/a/b:v1', { registry: 'localhost:5000', repository: 'a/b', tag: 'v1' }],
  ['127.0.0.1:5000/a', { registry: '127.0.0.1:5000', repository: 'a', tag: 'latest' }],
  ['[::1]:5000/a', { registry: '[::1]:5000', repository: 'a', tag: 'latest' }],
  ['HOST/a', { registry: 'HOST', repository: 'a', tag: 'latest' }],
  ['ghcr.io/o/i_m-a.g__e:1.0_x-Y', { registry: 'ghcr.io', repository: 'o/i_m-a.g__e', tag: '1.0_x-Y' }],
  [`ghcr.io/o/i@${digest}`, { registry: 'ghcr.io', repository: 'o/i', digest }],
  [`ghcr.io/o/i:t@${digest}`, { registry: 'ghcr.io', repository: 'o/i', tag: 't', digest }],
] as const) {
  test(`parses ${text}`, () => {
    const parsed = parseReference(text);
    assert.deepEqual(parsed, expected);
    assert.deepEqual(parseReference(formatReference(parsed)), expected);
  });
}

for (const [text, what] of [
  ['', /"" is not a repository/],
  ['Debian', /lower case/],
  ['ghcr.io/Owner/image', /lower case/],
  ['a:', /"" is not a tag/],
  ['a:b:c', /"b:c" is not a tag/],
  [`a:${'x'.repeat(129)}`, /is not a tag/],
  ['a:-x', /is not a tag/],
  ['ghcr.io/', /is not a repository/],
  ['a//b', /is not a repository/],
  ['a/b-', /is not a repository/],
  ['a___b', /is not a repository/],
  ['https://ghcr.io/a', /is not a registry host/],
  ['ghcr.io:port/a', /is not a registry host/],
  ['a@sha256:12', /is not a sha256 digest/],
  [`a/${'b'.repeat(255)}`, /longer than 255/],
] as const) {
  test(`refuses ${text.slice(0, 40)}`, () => {
    assert.throws(() => parseReference(text), { code: 'reference-invalid', message: what });
  });
}

test('names the input', () => {
  assert.throws(() => parseReference('A', 'tags'), {
    message: /^tags: "A" is not an image name: .* lower case/,
  });
});
