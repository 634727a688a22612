import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../scripts/lib/run.ts';
import { suiteHost } from '../support/suite.ts';

const CHILD = new URL('../support/make-once-child.ts', import.meta.url).pathname;
const host = suiteHost();

test('of several processes that want the same, one makes it, and all have it', async () => {
  const directory = await host.tempDir('once');
  const path = join(directory, 'kept', 'packages');
  const results = await Promise.all(Array.from({ length: 3 }, () => run(process.execPath, [CHILD, path])));
  assert.deepEqual(results.map(({ stdout }) => stdout).sort(), ['made', 'there', 'there']);
  assert.deepEqual(await readdir(join(directory, 'kept')), ['packages']);
});
