import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { LIB64 } from '../../scripts/lib/workbench/components.ts';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { contentEntries, findContents } from '../../src/components/natives/contents.ts';

const host = createTestHost();
after(() => host.close());

test("what is built as we do not know stays emulated, where it is not this machine's; its library is taken", async () => {
  const root = await host.tempDir('root');
  await mkdir(join(root, 'usr/bin'), { recursive: true });
  await mkdir(join(root, 'usr/lib64'));
  const source = join(root, 'odd.c');
  // A string that nothing points to: whether it is what the program says, nobody can tell.
  await writeFile(source, 'const char s[] __attribute__((used)) = "x86_64"; int odd(void) { return 0; }');
  const library = join(root, 'usr/lib64/libodd.so.1');
  await host.exec('gcc', ['-shared', '-fPIC', '-Wl,-soname,libodd.so.1', '-o', library, source]);
  const main = join(root, 'main.c');
  await writeFile(main, 'int odd(void); int main(void) { return odd(); }');
  await host.exec('gcc', ['-o', join(root, 'usr/bin/plain'), main, library]);
  await host.exec('gcc', ['-o', join(root, 'usr/bin/odd'), main, source, library, '-Wl,--no-as-needed']);
  const files = ['/usr/bin/odd', '/usr/bin/plain', '/usr/lib64/libodd.so.1'];
  const rpm = { name: 'odd', version: '1-1', source: 'odd 1-1', depends: '', files };
  const from = { root, release: 'test 1', rpms: [rpm] };
  const contents = await findContents([{ package: 'odd', level: 'full' }], from, LIB64, host);
  const entries = await contentEntries(contents, from, LIB64, host);
  assert.deepEqual(
    entries.map(({ path }) => path).filter((path) => !path.includes('/share/')),
    ['x86_64/native/full/usr/bin/plain', 'x86_64/lib/natives/libodd.so.1'],
  );
  assert.match(host.infos.join(), /natives: odd is left emulated: .*cannot be made to say aarch64/);
});
