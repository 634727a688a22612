import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toolFor } from '../../src/components/runtime/tool.ts';

test("ccache can tell two toolchains' compilers apart by their size", () => {
  const program = Buffer.from('program');
  const one = toolFor(program, { version: '12.2.0-14' });
  const other = toolFor(program, { version: '12.2.0-15' });
  assert.notEqual(one.length, other.length);
  assert.deepEqual(one, toolFor(program, { version: '12.2.0-14' }));
  assert.equal(one.subarray(0, program.length).toString(), 'program');
  assert.ok(one.subarray(program.length).every((byte) => byte === 0));
});
