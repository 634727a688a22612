import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import type { TestContext } from 'node:test';
import { startRegistry } from '../../../scripts/lib/workbench/registry.ts';
import { type TinyProduct, tinyJob } from './tiny-product.ts';

/** A tag that names another image in its registry than on this machine. */
export async function pulling(t: TestContext, product: TinyProduct): Promise<void> {
  const { engine, scope } = product;
  const registry = await startRegistry();
  scope.defer(() => registry.stop());
  const image = `${registry.host}/tiny:1`;
  const step = async (pull?: string, job = tinyJob(product)) =>
    (await job).step('echo "version $VERSION"', { image, ...(pull && { pull }) });
  const version = async (...args: Parameters<typeof step>) => {
    const { code, log } = await step(...args);
    assert.equal(code, 0, log);
    return /^version (\d)$/m.exec(log)?.[1];
  };
  /** Has this machine call the first one by the name, and the registry the second. */
  const publish = async (here: number, there: number) => {
    for (const [number, push] of [
      [there, true],
      [here, false],
    ] as const) {
      await engine.run(['tag', `version:${number}`, image]);
      if (push) await engine.run(['push', image]);
    }
  };
  for (const number of [1, 2]) {
    await engine.run(['create', '--name', `version-${number}`, product.image, 'sh']);
    await engine.run([
      'commit',
      '--change',
      `ENV VERSION=${number}`,
      `version-${number}`,
      `version:${number}`,
    ]);
    await engine.run(['rm', `version-${number}`]);
  }
  await publish(1, 1);

  await t.test('gets the new one, as the input says', async () => {
    await publish(1, 2);
    assert.equal(await version('missing'), '1');
    assert.equal(await version('never'), '1');
    assert.equal(await version(), '2');
    await publish(1, 2);
    assert.equal(await version('always'), '2');
  });

  await t.test('is done once in a job, of which post leaves nothing', async () => {
    const job = await tinyJob(product);
    assert.equal(await version('auto', Promise.resolve(job)), '2');
    await publish(2, 1);
    const asked = (await registry.requests()).length;
    const main = await job.begin('echo "version $VERSION"', { image });
    const { log } = await main.ended;
    assert.match(log, /^version 2$/m);
    assert.equal((await registry.requests()).length, asked);
    await job.post(main);
    assert.deepEqual(
      (await readdir(job.temp)).filter((name) => name.startsWith('arm64-on-x86')),
      [],
    );
  });

  await t.test('is not done for a digest, nor for what was made here', async () => {
    const { stdout } = await engine.run(['image', 'inspect', '--format', '{{index .RepoDigests 0}}', image]);
    const asked = (await registry.requests()).length;
    for (const name of [stdout.trim(), 'version:1']) {
      const { code, log } = await (await tinyJob(product)).step('true', { image: name });
      assert.equal(code, 0, log);
      assert.doesNotMatch(log, /pull/);
    }
    assert.equal((await registry.requests()).length, asked);
  });

  await t.test('is done without by itself only, where the registry does not answer', async () => {
    await registry.stop();
    const { code, log } = await step();
    assert.deepEqual([code, /^version 2$/m.test(log)], [0, true], log);
    assert.match(log, new RegExp(`^${image} as this machine has it is used: .*refused`, 'm'));
    const always = await step('always');
    assert.equal(always.code, 1);
    assert.match(always.log, /^::error .*::image: \S+ cannot be pulled: .*%0Ahint/m);
    await engine.run(['rmi', image]);
    const never = await step('never');
    assert.equal(never.code, 1);
    assert.match(never.log, /^::error .*::image: \S+ is not on this machine, and pull is never%0Ahint/m);
  });
}
