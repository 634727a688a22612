import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hideSecrets, shownAddress } from '../../src/source/shown-address.ts';

const CHECKSUM = `#sha256=${'aB'.repeat(32)}`;

test('an address is shown without userinfo, query and fragment', () => {
  for (const [address, shown] of [
    ['https://ci:geheim@example.org/a/b.tar?token=geheim&x#geheim', 'https://example.org/a/b.tar'],
    ['https://geheim@example.org:8443/b.tar', 'https://example.org:8443/b.tar'],
    [`https://example.org/b.tar?geheim${CHECKSUM}`, `https://example.org/b.tar${CHECKSUM}`],
    ['git+ssh://ci:geheim@example.org/b.git', 'git+ssh://example.org/b.git'],
    ['https://ci:ge#heim@/b.tar?geheim', 'https:///b.tar'],
  ] as const)
    assert.equal(shownAddress(address), shown);
});

test('an address without these is the same text, and so is a path', () => {
  for (const text of [
    'https://example.org',
    'HTTPS://Example.org:443/a/../b@c%7E.tar',
    `https://example.org/b.tar${CHECKSUM}`,
    './a?b@c#d.tar',
    'system',
    '',
  ])
    assert.equal(shownAddress(text), text);
});

test('what gives access is hidden from logs, as it is written and decoded; words are not', () => {
  const hidden = (address: string): string[] => {
    const found: string[] = [];
    hideSecrets(address, { secret: (value) => void found.push(value) });
    return [...new Set(found)];
  };
  assert.deepEqual(hidden('https://ci-robot-1:p%25@h/f'), ['p%25', 'p%']);
  assert.deepEqual(hidden('https://ghp_0123456789@h/f'), ['ghp_0123456789']);
  assert.deepEqual(hidden('https://git@h/f?download=true&sig=a%2Bb%2Bc%3D&12345678=1'), [
    'a%2Bb%2Bc%3D',
    'a+b+c=',
  ]);
  assert.deepEqual(hidden('https://h/f?%GGGGGGGG&plain'), ['%GGGGGGGG']);
  assert.deepEqual(hidden('./a b'), []);
});
