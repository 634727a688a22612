import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { cacheDirectory } from '../../../scripts/lib/cache-directory.ts';
import { run } from '../../../scripts/lib/run.ts';
import { compareResults } from '../../../scripts/lib/same-results.ts';
import { comparedPackages } from '../../../scripts/lib/same-results-packages.ts';
import { isSame } from '../../../scripts/lib/same-results-report.ts';
import type { Scope } from '../../../scripts/lib/scope.ts';
import { fetchSource, unpackSource } from '../../../scripts/lib/source-package.ts';
import type { GuestRoot } from '../../../scripts/lib/workbench/guest-root.ts';

/** What native tools build is what emulated ones would have built. */
export async function samePackages(t: TestContext, guest: GuestRoot, scope: Scope): Promise<void> {
  await t.test(
    "zlib's configure and make give the same bytes with emulated tools and with native ones",
    async () => {
      const { tarball } = await fetchSource('zlib', cacheDirectory(), { signal: scope.signal });
      const source = join(guest.path, 'src');
      const results: Map<string, string>[] = [];
      for (const level of ['compiler', 'full']) {
        await run('rm', ['-rf', source]);
        await unpackSource(tarball, source);
        const build =
          'cd /src && ./configure --prefix=/usr >log && make >>log && make install DESTDIR=/src/to >>log';
        const env = { ARM64_ON_X86_ACCELERATE: level, LC_ALL: 'C' };
        const { code, stderr } = await guest.run(['sh', '-c', build], env);
        assert.equal(code, 0, stderr);
        results.push(await hashes(source));
      }
      const [emulated, native] = results;
      assert.ok(native?.has('/to/usr/include/zlib.h') && native.has('/minigzip'));
      assert.deepEqual(native, emulated);
    },
  );

  await t.test(
    'lzip, built wholly emulated and natively: the same is installed, its tests have the same results',
    async () => {
      const item = comparedPackages.find(({ source }) => source === 'lzip');
      assert.ok(item);
      const comparison = await compareResults(item, guest, scope, () => undefined);
      assert.deepEqual(comparison.differences, []);
      assert.deepEqual(comparison.testDifferences, []);
      assert.ok(isSame(comparison), JSON.stringify(comparison));
    },
  );
}

/** Everything in a tree but logs, which have the time in them, by the hash of its bytes. */
async function hashes(directory: string): Promise<Map<string, string>> {
  const names = (await readdir(directory, { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile() && !entry.name.endsWith('.log'),
  );
  const result = new Map<string, string>();
  for (const { parentPath, name } of names) {
    const file = join(parentPath, name);
    const hash = createHash('sha256').update(await readFile(file));
    result.set(file.slice(directory.length), hash.digest('hex'));
  }
  return result;
}
