import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSource } from '../../src/source/spec.ts';

const HEX = 'AB'.repeat(32);

describe('source of an archive', () => {
  it('reads paths and addresses, with and without a checksum', () => {
    assert.deepEqual(parseSource('a b#c.tar', 'rootfs'), { kind: 'file', location: 'a b#c.tar' });
    assert.deepEqual(parseSource(`r.tar#sha256=${HEX}`, 'rootfs'), {
      kind: 'file',
      location: 'r.tar',
      sha256: HEX.toLowerCase(),
    });
    assert.deepEqual(parseSource('https://example.org/r.tar', 'rootfs'), {
      kind: 'url',
      location: 'https://example.org/r.tar',
    });
  });

  for (const host of ['localhost:80', '127.0.0.1', '[::1]:8080']) {
    it(`takes http from ${host}`, () => assert.equal(parseSource(`http://${host}/r`, 'rootfs').kind, 'url'));
  }

  for (const url of [
    'http://example.org/r',
    'ftp://example.org/r',
    'file:///r',
    'http://localhost.example.org/r',
    'https://',
  ]) {
    it(`refuses ${url}`, () => assert.throws(() => parseSource(url, 'rootfs'), { code: 'source-protocol' }));
  }

  for (const sum of ['', '12', `${HEX}0`, HEX.replace('A', 'G')]) {
    it(`refuses the checksum "${sum}"`, () =>
      assert.throws(() => parseSource(`r.tar#sha256=${sum}`, 'rootfs'), { code: 'source-checksum-syntax' }));
  }
});
