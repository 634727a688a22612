import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ToolError } from '../../src/errors.ts';
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
      url: 'https://example.org/r.tar',
    });
  });

  it('tells what of an address may be seen from what is fetched', () => {
    const url = 'https://ci:geheim@example.org/r.tar?token=geheim';
    assert.deepEqual(parseSource(`${url}#sha256=${HEX}`, 'rootfs'), {
      ...{ kind: 'url', location: 'https://example.org/r.tar', url, sha256: HEX.toLowerCase() },
    });
    for (const unsafe of [url.replace('https', 'http'), 'https://ci:geheim@:no/r.tar?token=geheim']) {
      const hides = ({ code, message }: ToolError) =>
        code === 'source-protocol' && message.includes('/r.tar is not') && !message.includes('geheim');
      assert.throws(() => parseSource(unsafe, 'rootfs'), hides);
    }
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
