import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutTooling } from '../../src/components/emulator/python-tooling.ts';

test('the group of tools is emptied, and the others stay', () => {
  const group = (name: string, ...lines: string[]) => [`[${name}]`, ...lines, ''].join('\n');
  const meson = group('meson', 'meson = { accepted = ">=1.5.0", installed = "1.10.0" }', '');
  const tooling = group('tooling', '# For tests.', '"qemu" = { path = "python/" }', '');
  const docs = group('docs', 'sphinx = { accepted = ">=3.4.3" }');
  assert.equal(withoutTooling(meson + tooling + docs), meson + group('tooling', '') + docs);
  assert.equal(withoutTooling(meson + tooling), meson + group('tooling', ''));
  assert.equal(withoutTooling(meson + docs), meson + docs);
});
