import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCacheSpec } from '../../src/cache/spec.ts';

describe('cache-from and cache-to', () => {
  it("read docker buildx's notation", () => {
    assert.deepEqual(parseCacheSpec('type=gha,mode=max', 'cache-to'), { type: 'gha' });
    assert.deepEqual(parseCacheSpec('type=local,src=a', 'cache-from'), { type: 'local', directory: 'a' });
    assert.deepEqual(parseCacheSpec('type=local,"dest=a,b"', 'cache-to'), {
      type: 'local',
      directory: 'a,b',
    });
  });

  it('take a tag as the beginning of all tags, and a bare name for a registry', () => {
    const registry = { type: 'registry', registry: 'ghcr.io', repository: 'o/r', insecure: false };
    assert.deepEqual(parseCacheSpec('type=registry,ref=ghcr.io/o/r', 'cache-to'), {
      ...registry,
      prefix: '',
    });
    assert.deepEqual(parseCacheSpec('ghcr.io/o/r:cache', 'cache-from'), { ...registry, prefix: 'cache-' });
    assert.deepEqual(parseCacheSpec('type=registry,ref=h:5000/r,registry.insecure=true', 'cache-to'), {
      type: 'registry',
      registry: 'h:5000',
      repository: 'r',
      prefix: '',
      insecure: true,
    });
  });

  it('say what is wrong', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['type=s3,bucket=x', /"s3" is not a type/],
      ['type=constructor', /"constructor" is not a type/],
      ['type=local,dest=x', /type local needs src=DIR/],
      ['type=registry', /type registry needs ref=NAME/],
      ['type=gha,url=x', /type gha has no "url"/],
      ['src=x', /it has no type/],
      [`type=registry,ref=h/r@sha256:${'0'.repeat(64)}`, /names a digest/],
    ];
    for (const [text, message] of cases) {
      assert.throws(() => parseCacheSpec(text, 'cache-from'), { code: 'cache-invalid', message });
    }
  });
});
