import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run } from '../../scripts/lib/run.ts';
import type { StepResult } from '../../scripts/lib/workbench/runner.ts';
import { ALL, actionSuite, CREDENTIALS, hits } from '../support/action.ts';

describe('the action, of an image that may be there', () => {
  const job = actionSuite();

  it('does nothing when the registry has the image, and gives the same outputs', async () => {
    const first = await job.warmed();
    const before = (await job.registry.requests()).length;
    const again = await job.step(
      { tags: first.outputs.tags ?? '' },
      { env: { ACTIONS_RESULTS_URL: job.service.env.ACTIONS_RESULTS_URL ?? '' } },
    );
    assert.equal(again.outputs.skipped, 'true', again.log);
    const same = ['image', 'digest', 'tags', 'profile', 'subject-name', 'subject-digest'];
    for (const name of same) assert.equal(again.outputs[name], first.outputs[name]);
    const parts = (result: StepResult) =>
      JSON.parse(result.outputs.metadata ?? '').components.map((part: object) => ({
        ...part,
        cacheHit: true,
      }));
    assert.deepEqual(parts(again), parts(first));
    assert.ok(
      !(await job.registry.requests()).slice(before).some((request) => /^(PUT|POST|PATCH)/.test(request)),
    );
  });

  it('gives an image that is there the tags that it lacks', async () => {
    const first = await job.warmed();
    const { tags = '' } = first.outputs;
    const more = tags.replace(/:latest$/, ':v2');
    const tagged = await job.step({ tags: `${more}\n${tags}` });
    assert.equal(tagged.outputs.skipped, 'true', tagged.log);
    assert.equal(tagged.outputs.image, `${more}@${first.outputs.digest}`);
    const inspected = await run(
      'skopeo',
      ['inspect', '--tls-verify=false', `--creds=${CREDENTIALS}`, `docker://${more}`],
      {},
    );
    assert.equal(JSON.parse(inspected.stdout).Digest, first.outputs.digest);
  });

  it('builds when it is told not to skip, or an input is another', async () => {
    const { outputs } = await job.warmed();
    const told = await job.step({ tags: outputs.tags ?? '', 'skip-if-exists': 'false' });
    assert.deepEqual([told.outputs.skipped, told.outputs.digest], ['false', outputs.digest]);
    const labelled = await job.step({ tags: outputs.tags ?? '', labels: 'a=b' });
    assert.equal(labelled.outputs.skipped, 'false', labelled.log);
    assert.notEqual(labelled.outputs.digest, outputs.digest);
    assert.deepEqual(hits(labelled), ALL);
  });
});
