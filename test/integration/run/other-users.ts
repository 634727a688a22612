import assert from 'node:assert/strict';
import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { run } from '../../../scripts/lib/run.ts';
import { importTiny, type TinyProduct, tinyJob } from './tiny-product.ts';

/** Compilers of other users than root in the container, which call ccache. */
export async function otherUsers(t: TestContext, product: TinyProduct): Promise<void> {
  const cc1 = (await run('gcc', ['-print-prog-name=cc1'])).stdout.trim();
  const image = await importTiny(product, 'compiler', 'gcc', cc1, 'as', 'ccache');
  const inputs = { image, 'compiler-cache': 'true', env: 'CCACHE_STATSLOG=/tmp/log' };
  const job = await tinyJob({ ...product, image });
  const source = join(job.workspace, 't.c');
  await writeFile(source, 'int four(void) { return 4; }\n');
  await chown(source, job.uid, job.uid);
  const compile = (option: string) =>
    `gcc -ffreestanding ${option} -c -o /tmp/$(id -u).o "$GITHUB_WORKSPACE/t.c"; id -u`;
  const hits = (log: string) => log.match(/^(direct_cache_hit|cache_miss)$/gm);

  await t.test('share the cache with root, in one step and in others', async () => {
    const script = (option: string) => `${compile(option)}
touch /tmp/log; chmod 666 /tmp/log
su -s /bin/sh nobody -c 'set -e; ${compile(option)}; ${compile('-O3')}'
cat /tmp/log`;
    const first = await job.step(script('-O1'), inputs);
    assert.equal(first.code, 0, first.log);
    assert.deepEqual(hits(first.log), ['cache_miss', 'direct_cache_hit', 'cache_miss'], first.log);
    const second = await job.step(`${compile('-O1')}; ${compile('-O2')}; cat /tmp/log`, {
      ...inputs,
      user: '4711:4711',
    });
    assert.equal(second.code, 0, second.log);
    assert.deepEqual(hits(second.log), ['direct_cache_hit', 'cache_miss'], second.log);
    const third = await job.step(script('-O2'), inputs);
    assert.deepEqual(
      hits(third.log),
      ['direct_cache_hit', 'direct_cache_hit', 'direct_cache_hit'],
      third.log,
    );
  });

  await t.test('compile without a cache into which they may not write', async () => {
    const env = 'CCACHE_DIR=/etc';
    const { code, log } = await job.step(`${compile('-O1')}; command -v gcc`, {
      ...inputs,
      env,
      user: '4711:4711',
    });
    assert.equal(code, 0, log);
    assert.match(log, /^\/usr\/bin\/gcc$/m);
  });
}
