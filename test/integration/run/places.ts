import assert from 'node:assert/strict';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { type TinyProduct, tinyJob } from './tiny-product.ts';

export async function runnersPlaces(t: TestContext, product: TinyProduct): Promise<void> {
  await t.test("what is written beside the workspace stays, and is the runner's user's", async () => {
    const job = await tinyJob(product);
    const { code, log } = await job.step('umask 077; echo built > ../hello.deb');
    assert.equal(code, 0, log);
    const file = join(dirname(job.workspace), 'hello.deb');
    assert.equal(await readFile(file, 'utf8'), 'built\n');
    assert.equal((await stat(file)).uid, job.uid);
  });

  await t.test('in a job with a container of its own, only the workspace is there', async () => {
    const job = await tinyJob(product);
    const elsewhere = join(dirname(dirname(job.workspace)), 'elsewhere');
    await mkdir(elsewhere);
    const { code, log } = await job.step('touch there; ls ..', {}, { RUNNER_WORKSPACE: elsewhere });
    assert.equal(code, 0, log);
    assert.equal((await stat(join(job.workspace, 'there'))).uid, job.uid);
  });
}
