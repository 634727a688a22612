import assert from 'node:assert/strict';
import { cp, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { program } from '../../scripts/lib/repository.ts';
import { run } from '../../scripts/lib/run.ts';
import { type Scope, withScope } from '../../scripts/lib/scope.ts';
import { systemInputs } from '../../scripts/lib/workbench/product.ts';
import { debianRootfs } from '../../scripts/lib/workbench/rootfs.ts';
import { defaultCacheDirectory } from '../../src/cache/directory.ts';

/** Builds an image that goes nowhere; gives the command line's outputs. */
async function build(rootfs: string, cache: string, scope: Scope): Promise<Map<string, string>> {
  const args = ['build', '--rootfs', rootfs, ...systemInputs, '--cache-dir', cache];
  const { stdout } = await run(program, args, { signal: scope.signal });
  return new Map(
    stdout
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );
}

test('the same inputs give the same digest, from the cache and built anew', async () => {
  await withScope(async (scope) => {
    const rootfs = await debianRootfs(scope);
    const usual = defaultCacheDirectory(process.env, homedir());
    const first = await build(rootfs, usual, scope);
    const { components } = JSON.parse(first.get('metadata') ?? '') as {
      components: { name: string; key: string }[];
    };
    // All but the emulator, which takes minutes, is made again.
    const emulator = components.find(({ name }) => name === 'emulator')?.key ?? '';
    const fresh = await scope.tempDir('cache');
    await mkdir(join(fresh, 'v1'));
    await cp(join(usual, 'v1', emulator), join(fresh, 'v1', emulator), { recursive: true });
    const second = await build(rootfs, fresh, scope);
    assert.equal(second.get('emulator-cache-hit'), 'true');
    assert.equal(second.get('toolchain-cache-hit'), 'false');
    assert.match(first.get('digest') ?? '', /^sha256:[0-9a-f]{64}$/);
    assert.equal(second.get('digest'), first.get('digest'));
    const third = await build(rootfs, fresh, scope);
    assert.equal(third.get('cache-hit'), 'true');
    assert.equal(third.get('digest'), first.get('digest'));
  });
});
