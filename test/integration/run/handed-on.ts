import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type TinyProduct, tinyJob } from './tiny-product.ts';

/** What one step's script hands on to the next one's by way of the runner, which the test is here. */
export async function handedOn(t: TestContext, product: TinyProduct): Promise<void> {
  const job = await tinyJob(product);
  const first = await job.step(`mkdir bin
printf '#!/bin/sh\\necho found' > bin/tool && chmod +x bin/tool
echo "$PWD/bin" >> "$GITHUB_PATH"
echo SEEN=yes >> "$GITHUB_ENV"
printf 'LINES<<END\\na\\nb\\nEND\\n' >> "$GITHUB_ENV"
exit 3`);
  assert.equal(first.code, 3, first.log);
  const variables = { ...first.variables, OTHER: 'no' };
  const script = 'echo "$SEEN, $LINES, $OTHER"; tool';

  await t.test('is there, and nothing else of the machine', async () => {
    const { code, log } = await job.step(script, {}, variables);
    assert.equal(code, 0, log);
    assert.match(log, /^yes, a\nb, \nfound$/m);
  });

  await t.test("is what the runner says it is, and what the step's env says first of all", async () => {
    assert.match((await job.step(script, {}, { ...variables, SEEN: 'changed' })).log, /^changed, a$/m);
    assert.match((await job.step(script, { env: 'SEEN=mine' }, variables)).log, /^mine, a$/m);
  });

  await t.test('is nothing for another job', async () => {
    const { log } = await (await tinyJob(product)).step(script, {}, variables);
    assert.match(log, /^, , $/m);
    assert.match(log, /tool: not found/);
  });
}
