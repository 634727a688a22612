import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { toolchainComponent } from '../../src/components/toolchain/index.ts';
import { INPUTS, MULTIARCH } from '../support/components.ts';
import { createTestHost, type TestHost } from '../support/host.ts';

async function sdk(host: TestHost, files: readonly string[]): Promise<string> {
  const directory = await host.tempDir('sdk');
  await host.exec('mkdir', ['-p', 'aarch64-buildroot-linux-gnu_sdk/bin'], { cwd: directory });
  for (const file of files) await writeFile(join(directory, 'aarch64-buildroot-linux-gnu_sdk/bin', file), '');
  await host.exec('tar', ['-czf', 'sdk.tar.gz', 'aarch64-buildroot-linux-gnu_sdk'], { cwd: directory });
  return join(directory, 'sdk.tar.gz');
}

test('an SDK is unpacked under x86_64/host, and its tools get the names that every toolchain has', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const path = await sdk(host, ['aarch64-buildroot-linux-gnu-gcc', 'aarch64-buildroot-linux-gnu-ld']);
  const component = await toolchainComponent({ ...INPUTS, toolchain: path }, MULTIARCH, host);
  const entries = new Map(
    (await component.build(await host.tempDir('work'))).map((entry) => [entry.path, entry]),
  );
  assert.equal(entries.get('x86_64/host/bin/aarch64-buildroot-linux-gnu-gcc')?.type, 'file');
  const target = (name: string) => {
    const entry = entries.get(`x86_64/host/${name}`);
    return entry?.type === 'symlink' ? entry.target : undefined;
  };
  assert.equal(target('bin/aarch64-linux-gcc'), 'aarch64-buildroot-linux-gnu-gcc');
  assert.equal(target('plain/cc'), '../bin/aarch64-buildroot-linux-gnu-gcc');
  assert.equal(target('plain/ld'), '../bin/aarch64-buildroot-linux-gnu-ld');
  assert.equal(target('bin/aarch64-linux-ar'), undefined);
});

test('a tarball without a compiler is refused by name', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const component = await toolchainComponent(
    { ...INPUTS, toolchain: await sdk(host, ['gcc']) },
    MULTIARCH,
    host,
  );
  await assert.rejects(component.build(await host.tempDir('work')), {
    code: 'sdk-without-compiler',
    message: /sdk\.tar\.gz/,
  });
});
