import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { run } from '../../../scripts/lib/run.ts';
import { type TinyProduct, tinyJob } from './tiny-product.ts';

/** git before 2.38 takes safe.directory from files only, which a newer git shows without what it has as a command's. */
const WITHOUT_COMMAND = 'unset GIT_CONFIG_COUNT; cd /tmp';

/** git in a workspace of another user than the container's. */
export async function gitInWorkspace(t: TestContext, product: TinyProduct): Promise<void> {
  const job = await tinyJob(product);
  await run('git', ['init', '--quiet', job.workspace]);
  await run('chown', ['-R', String(job.uid), job.workspace]);

  await t.test('works by a file, wherever HOME is', async () => {
    const script = `${WITHOUT_COMMAND}
git -C "$GITHUB_WORKSPACE" status
git config --show-scope --get-all safe.directory`;
    for (const env of ['', 'HOME=/opt']) {
      const { code, log } = await job.step(script, { env });
      assert.equal(code, 0, log);
      assert.match(log, /^No commits yet$/m);
      assert.match(log, /^system\t\*$/m);
    }
  });

  await t.test("leaves a file of the user's alone, and does with one that may not be written", async () => {
    const file = join(job.workspace, 'gitconfig');
    await writeFile(file, '[user]\n\tname = somebody\n');
    const script = 'git config user.name; git -C "$GITHUB_WORKSPACE" status > /dev/null';
    for (const options of [
      `--volume ${file}:/etc/gitconfig`,
      `--read-only --volume ${file}:/etc/gitconfig:ro`,
    ]) {
      const { code, log } = await job.step(script, { options });
      assert.equal(code, 0, log);
      assert.match(log, /^somebody$/m);
    }
    assert.equal(await readFile(file, 'utf8'), '[user]\n\tname = somebody\n');
    const { code, log } = await job.step('git -C "$GITHUB_WORKSPACE" status', { options: '--read-only' });
    assert.equal(code, 0, log);
    assert.doesNotMatch(log, /etc.gitconfig/);
  });
}
