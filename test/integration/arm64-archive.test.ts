import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findArm64Archive } from '../../scripts/lib/arm64-archive.ts';
import { withScope } from '../../scripts/lib/scope.ts';

/** Nothing listens on port 1 of loopback. */
const nowhere = 'http://127.0.0.1:1/ports';

test('a mirror that cannot be read is named, and what to give instead', async () => {
  await withScope(async (scope) => {
    const directory = await scope.tempDir('apt');
    await assert.rejects(findArm64Archive(directory, { signal: scope.signal }, nowhere), {
      code: 'no-arm64-archive',
      message: /there are no arm64 packages of \w+: http:\/\/127\.0\.0\.1:1\/ports cannot be read$/,
      hint: /ROOTFS_MIRROR=URL.*ROOTFS=FILE/,
    });
  });
});
