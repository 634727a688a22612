import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspectionJson } from '../../src/report/inspection.ts';
import { MULTIARCH } from '../support/components.ts';

test('keyrings are named only', () => {
  const sources = [{ uri: 'http://x.example', suite: 's', components: ['main'] }];
  const profile = { ...MULTIARCH, apt: { sources, keyrings: { '/etc/apt/trusted.gpg': 'QUFB' } } };
  const { apt } = JSON.parse(inspectionJson({ profile, layers: [] })).profile;
  assert.deepEqual(apt, { sources, keyrings: ['/etc/apt/trusted.gpg'] });
});
