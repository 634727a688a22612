import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { distroSource } from '../../src/components/emulator/distro.ts';
import type { EmulatorSource } from '../../src/components/emulator/emulator-source.ts';
import { createTerminalHost } from '../../src/host/terminal.ts';
import { openScope } from '../support/open-scope.ts';

describe("the version of the distribution's QEMU", () => {
  const scope = openScope();
  let directory: string;
  before(async () => {
    directory = await scope.tempDir('apt');
  });
  after(() => scope.close());

  const withSource = async <T>(
    cacheDirectory: string,
    use: (source: EmulatorSource) => T,
    env = process.env,
  ): Promise<Awaited<T>> => {
    const quiet = () => new PassThrough().resume();
    const host = createTerminalHost({ env, cacheDirectory, stdout: quiet(), stderr: quiet() });
    try {
      return await use(await distroSource(host));
    } finally {
      await host.close();
    }
  };
  const versionWith = (cacheDirectory: string) => withSource(cacheDirectory, ({ identity }) => identity);

  it('is read from what apt kept of its lists, where the machine has it keep nothing', async () => {
    const kept = join(directory, 'apt/pkgcache.bin');
    const identity = await versionWith(directory);
    assert.match(identity, /^debian \d/);
    assert.equal(existsSync(kept), !existsSync('/var/cache/apt/pkgcache.bin'));
    assert.equal(await versionWith(directory), identity);
    if (!existsSync(kept)) return;
    await writeFile(kept, (await readFile(kept)).subarray(0, 100_000));
    assert.equal(await versionWith(directory), identity, 'from a damaged file');
  });

  it('is the same where nothing can be kept', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    assert.equal(await versionWith(file), await versionWith(directory));
  });

  it('does not help where the archive cannot be reached, and why is said', async () => {
    const nobody = 'http://127.0.0.1:1';
    const env = { ...process.env, http_proxy: nobody, https_proxy: nobody };
    await assert.rejects(
      withSource(directory, (source) => source.fetch(join(directory, 'source')), env),
      { code: 'qemu-source-not-found', message: /qemu .*127\.0\.0\.1/ },
    );
  });
});
