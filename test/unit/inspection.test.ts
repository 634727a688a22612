import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MULTIARCH } from '../../scripts/lib/workbench/components.ts';
import { inspectionJson } from '../../src/report/inspection.ts';

test('keys are named only', () => {
  const sources = [{ uri: 'http://x.example', suite: 's', components: ['main'] }];
  const apt = { sources, keyrings: { '/etc/apt/trusted.gpg': 'QUFB' } };
  const yum = { repositories: [], variables: { releasever: '9' }, keys: { 'file:///etc/key': 'QUFB' } };
  const { profile } = JSON.parse(inspectionJson({ profile: { ...MULTIARCH, apt, yum }, layers: [] }));
  assert.deepEqual(profile.apt, { sources, keyrings: ['/etc/apt/trusted.gpg'] });
  assert.deepEqual(profile.yum, { ...yum, keys: ['file:///etc/key'] });
});
