import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { choosePulling, type Pulling } from '../../src/run/pull.ts';

describe('pulling of a run step', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const auto = (image: string, ...digests: readonly string[]) => choosePulling('auto', image, digests, false);

  it('is as the input says', () => {
    const cases: readonly (readonly [Parameters<typeof choosePulling>[0], Pulling, Pulling])[] = [
      ['auto', 'must', 'try'],
      ['always', 'must', 'must'],
      ['missing', 'must', 'no'],
      ['never', 'no', 'no'],
    ];
    for (const [pull, absent, present] of cases) {
      assert.equal(choosePulling(pull, 'r.example/i:1', undefined, false), absent, pull);
      assert.equal(choosePulling(pull, 'r.example/i:1', [`r.example/i@${digest}`], false), present, pull);
    }
  });

  it('is done by itself once in a job, and not for a digest', () => {
    assert.equal(choosePulling('auto', 'r.example/i:1', [`r.example/i@${digest}`], true), 'no');
    assert.equal(auto(`r.example/i@${digest}`, `r.example/i@${digest}`), 'no');
    assert.equal(choosePulling('auto', `r.example/i@${digest}`, undefined, false), 'must');
  });

  it('knows names by whatever the engine calls them', () => {
    for (const image of ['debian', 'debian:12', 'docker.io/library/debian:12'])
      for (const known of ['debian', 'docker.io/library/debian'])
        assert.equal(auto(image, `${known}@${digest}`), 'try', `${image} as ${known}`);
    assert.equal(auto('r.example:5000/i', `r.example:5000/i@${digest}`), 'try');
  });

  it('is not done by itself for what was made here, under whatever name', () => {
    assert.equal(auto('builder:latest'), 'no');
    assert.equal(auto('somebody/builder', `ghcr.io/somebody/builder@${digest}`), 'no');
    assert.equal(auto('localhost/tiny:latest', `localhost/tiny@${digest}`), 'no');
    assert.equal(auto('tiny', `localhost/tiny@${digest}`), 'no');
  });
});
