import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../../scripts/lib/run.ts';
import { cancel } from '../../scripts/lib/workbench/runner.ts';
import { ALL, actionSuite, hits } from '../support/action.ts';
import { countPrograms } from '../support/counted-programs.ts';

describe('the action, interrupted', () => {
  const job = actionSuite();

  for (const how of ['cancelled', 'killed'] as const) {
    it(`goes on where a run that was ${how} was, and leaves nothing behind`, async () => {
      await job.warmed();
      job.service.remove('runtime-');
      job.service.remove('toolchain-');
      const pids = join(job.directory, `pids-${how}`);
      // The runtime's make is there, but never ends: everything before it is in the cache by then.
      const stuck = `[ "$1" = --version ] && exit; echo $$ >>${pids}; exec sleep 600`;
      const { path } = await countPrograms(join(job.directory, how), ['make'], { make: stuck });
      const cut = await job.step(
        { tags: job.newImage() },
        {
          env: { PATH: path },
          async started(main) {
            while (!existsSync(pids)) await sleep(100);
            if (how === 'cancelled') await cancel(main);
            else main.kill('SIGKILL');
          },
        },
      );
      assert.equal(cut.code, how === 'cancelled' ? 130 : null, cut.log);
      if (how === 'killed') await run('sh', ['-c', `kill $(cat ${pids})`], {});
      else await assert.rejects(run('sh', ['-c', `kill -0 $(tail -1 ${pids})`], {}));
      const next = await job.step({ tags: job.newImage(), 'cache-from': 'type=gha' });
      assert.deepEqual(hits(next), { ...ALL, runtime: 'false' }, next.log);
    });
  }
});
