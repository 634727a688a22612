import assert from 'node:assert/strict';
import { chmod, lstat, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type TinyJob, type TinyProduct, tinyJob } from './tiny-product.ts';

/** What root has left in the workspace before the step, as `sudo debootstrap` does. */
export async function othersFiles(t: TestContext, product: TinyProduct): Promise<void> {
  await t.test('keep owner and mode, and what the script writes is given back', async () => {
    const job = await withTree(product);
    const { code, log } = await job.step('echo x > written; rm -r again; mkdir again; touch again/file');
    assert.equal(code, 0, log);
    assert.deepEqual(await owned(job, 'tree', 'tree/su'), [
      [0, 0o755],
      [0, 0o4755],
    ]);
    for (const path of ['written', 'again', 'again/file'])
      assert.equal((await lstat(join(job.workspace, path))).uid, job.uid, path);
  });

  await t.test('do so after a step that was killed, and what came after it is left alone', async () => {
    const job = await withTree(product);
    const killed = await job.begin('touch written; echo started; sleep 1000');
    await new Promise<void>((resolve, reject) => {
      killed.child.stdout?.on('data', (data) => /started/.test(data) && resolve());
      killed.ended.then(({ log }) => reject(new Error(log)), reject);
    });
    killed.child.kill('SIGKILL');
    const { code, log } = await job.post(killed);
    assert.deepEqual([code, log], [0, '']);
    assert.deepEqual(await owned(job, 'tree/su'), [[0, 0o4755]]);
    assert.equal((await lstat(join(job.workspace, 'written'))).uid, job.uid);

    const over = await job.begin('true');
    await over.ended;
    await writeFile(join(job.workspace, 'later'), '');
    await job.post(over);
    assert.deepEqual(await owned(job, 'later'), [[0, 0o644]]);
  });
}

/** A job in whose workspace are a tree with a set-user-id file, and a directory, of root's. */
async function withTree(product: TinyProduct): Promise<TinyJob> {
  const job = await tinyJob(product);
  for (const name of ['tree', 'again']) await mkdir(join(job.workspace, name), { mode: 0o755 });
  const file = join(job.workspace, 'tree/su');
  await writeFile(file, '');
  await chmod(file, 0o4755);
  return job;
}

/** Owners and modes. */
function owned({ workspace }: TinyJob, ...paths: readonly string[]): Promise<(readonly [number, number])[]> {
  return Promise.all(
    paths.map(async (path) => {
      const { uid, mode } = await lstat(join(workspace, path));
      return [uid, mode & 0o7777] as const;
    }),
  );
}
