import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { toolchainNotices } from '../../src/components/toolchain/buildroot/graft/notices.ts';

test('what a toolchain says of itself does not give access to a mirror', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const output = await host.tempDir('output');
  await mkdir(join(output, 'build', 'host-gmp-6.2.1'), { recursive: true });
  const config = (site: string) =>
    [`BR2_GNU_MIRROR="${site}/gnu"`, 'BR2_X="a@b ?c"', `BR2_GIT="git clone ${site}/git"`, ''].join('\n');
  await writeFile(
    join(output, 'defconfig'),
    `BR2_DL_DIR="/dl"\n${config('https://ci:geheim@mirror.example')}`,
  );
  const gmp = {
    ...{ name: 'host-gmp', version: '6.2.1', licences: 'LGPL-3.0+', dependencies: [] },
    downloads: [
      { file: 'gmp.tar.xz', directory: 'gmp', urls: ['https://ci:geheim@mirror.example/gmp.tar.xz'] },
    ],
  };
  const from = { about: 'gcc', origin: 'Buildroot', packages: new Map([[gmp.name, gmp]]) };
  const texts = (await toolchainNotices(output, ['host-gmp-6.2.1'], from)).map((entry) =>
    entry.type === 'file' && 'bytes' in entry.source ? Buffer.from(entry.source.bytes).toString() : '',
  );
  assert.equal(texts.length, 2);
  assert.match(texts[0] ?? '', /host-gmp 6\.2\.1; .*https:\/\/mirror\.example\/gmp\.tar\.xz/);
  assert.equal(texts[1], config('https://mirror.example'));
});
