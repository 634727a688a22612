import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { createDirectoryCache } from '../../src/cache/directory.ts';
import { restoreRecord, saveRecord } from '../../src/cache/record.ts';
import { openScope } from '../support/open-scope.ts';

const RECORD = { names: ['a', 'b'] };

test('a record is kept; what is not whole is taken away, with a warning, and can be made anew', async (t) => {
  const scope = openScope();
  t.after(() => scope.close());
  const directory = await scope.tempDir('cache');
  const host = createTestHost({ cache: createDirectoryCache(directory, assert.fail) });
  scope.defer(() => host.close());
  const restore = () => restoreRecord<typeof RECORD>('key', host, ({ names }) => names.every(Boolean));
  assert.equal(await restore(), undefined);
  for (const damage of ['', '{"names":', 'null', '{}', '{"names":[""]}']) {
    await saveRecord('key', RECORD, host);
    assert.deepEqual(await restore(), RECORD);
    const names = await readdir(directory, { recursive: true });
    const file = names.find((name) => name.endsWith('.json')) ?? '';
    await writeFile(join(directory, file), damage);
    assert.equal(await restore(), undefined, damage);
    assert.match(host.warnings.splice(0).join(), /^the cache entry key is damaged; making it anew$/);
    assert.equal(await restore(), undefined, damage);
  }
  assert.deepEqual(host.warnings, []);
});
