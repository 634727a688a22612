import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import type { TestContext } from 'node:test';
import { type TinyProduct, tinyJob } from './tiny-product.ts';

export async function notStarted(t: TestContext, product: TinyProduct): Promise<void> {
  const job = await tinyJob(product);

  await t.test('is told from a script that fails', async () => {
    const cases: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
      [{ options: '--no-such-option' }, 125],
      [{ options: '--mount type=bind,source=/none/of/this,target=/x' }, 125],
      [{ user: 'nobody-of-this-name' }, 125],
      [{ options: '--tmpfs /bin' }, 127],
    ];
    for (const [inputs, code] of cases) {
      const { code: ours, log, outputs } = await job.step('true', inputs);
      assert.deepEqual([ours, outputs], [1, {}], log);
      assert.match(
        log,
        new RegExp(`^::error .*::the container did not start: docker .* ${code}%0Ahint: `, 'm'),
      );
    }
    assert.deepEqual(
      (await readdir(job.temp)).filter((name) => name.startsWith('arm64-on-x86')),
      [],
    );
  });

  await t.test('is nothing that a script can say', async () => {
    for (const script of [
      'exit 125',
      'no-such-program; exit 127',
      'rm -rf "$RUNNER_TEMP"/arm64*; exit 126',
    ]) {
      const { code, log, outputs } = await job.step(script);
      assert.equal(outputs['exit-code'], String(code), log);
      assert.match(log, /^::error .*::the script ended with exit code 12[567]$/m);
    }
    const { code, log } = await job.step('exit 125', { user: '4711:4711' });
    assert.match(log, /::the script ended with exit code 125$/m);
    assert.equal(code, 125);
  });
}
