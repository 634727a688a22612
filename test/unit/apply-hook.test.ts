import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { applyHook } from '../../src/components/emulator/apply-hook.ts';
import { repositoryRoot } from '../../src/files/repository-root.ts';

const native = join(repositoryRoot(), 'native');
const PATCH = `--- a/linux-user/main.c
+++ b/linux-user/main.c
@@ -1,3 +1,4 @@
 one
+hook
 two
 three
`;

test('a patch that does not fit is an error that names source, version, patch and place', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const patch = join(await host.tempDir('patch'), '10.0.patch');
  await writeFile(patch, PATCH);
  const apply = async (main?: string) => {
    const source = await host.tempDir('source');
    await mkdir(join(source, 'linux-user'));
    if (main !== undefined) await writeFile(join(source, 'linux-user/main.c'), main);
    const named = { origin: 'own.tar sha256 abc', version: '10.0.99' };
    await applyHook(source, native, { name: '10.0', patch }, named, host);
  };
  const refused = (where: RegExp) => (error: { code: string; message: string; hint: string }) => {
    assert.equal(error.code, 'emulator-patch-rejected');
    assert.match(error.message, /for QEMU 10\.0 does not fit this QEMU 10\.0\.99 \(own\.tar sha256 abc\): /);
    assert.match(error.message, where);
    assert.match(error.hint, /emulator-source=upstream.*10\.0\.patch/);
    return true;
  };
  await apply('one\ntwo\nthree\n');
  await assert.rejects(apply('one\n2\nthree\n'), refused(/hunk 1 of linux-user\/main\.c, at line 1$/));
  await assert.rejects(apply(), refused(/linux-user\/main\.c, which the source does not have$/));
  await assert.rejects(
    apply('one\nhook\ntwo\nthree\n'),
    refused(/linux-user\/main\.c, which has the change already$/),
  );
});
