import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startCacheService } from '../../scripts/lib/workbench/cache-service.ts';
import { ALL, actionSuite, annotations, hits, machineCache } from '../support/action.ts';
import { COMPILERS, countPrograms } from '../support/counted-programs.ts';

describe('the action', () => {
  const job = actionSuite();

  it('builds what no cache has, keeps it, and says what came of it', async () => {
    const result = await job.warmed();
    assert.deepEqual(annotations(result), []);
    const kinds = new Set(job.service.keys().map((key) => key.replace(/-.*/, '')));
    assert.deepEqual([...kinds].sort(), ['debugger', 'emulator', 'rootfs', 'runtime', 'toolchain']);
    const { outputs, summary, log } = result;
    for (const { key } of JSON.parse(outputs.metadata ?? '').components)
      assert.ok(job.service.keys().includes(key), key);
    assert.equal(outputs.image, `${outputs.tags}@${outputs.digest}`);
    assert.equal(outputs['subject-name'], outputs.tags?.replace(/:latest$/, ''));
    assert.equal(outputs['subject-digest'], outputs.digest);
    assert.equal(outputs.skipped, 'false');
    assert.ok((JSON.parse(outputs.durations ?? '')['root filesystem'] ?? 0) > 0);
    assert.match(summary, /\| Toolchain \| gcc \d+\.\d+/);
    assert.match(summary, /docker run .*@sha256:/);
    assert.match(log, /^::group::caches$/m);
  });

  it('starts no compiler and builds no component when the cache has all of them', async () => {
    const first = await job.warmed();
    const counted = await countPrograms(join(job.directory, 'counted'), COMPILERS);
    const warm = await job.step(
      { tags: job.newImage(), 'cache-from': 'type=gha' },
      { env: { PATH: counted.path } },
    );
    assert.equal(warm.code, 0, warm.log);
    assert.deepEqual(hits(warm), ALL);
    assert.equal(warm.outputs['cache-hit'], 'true');
    assert.deepEqual(await counted.started(), []);
    assert.equal(warm.outputs.digest, first.outputs.digest);
  });

  it('starts no compiler on a machine without any cache when a release has published the components', async () => {
    const components = `${job.registry.host}/test/components`;
    const released = await job.step({
      tags: job.newImage(),
      'cache-from': `type=registry,ref=${components}\ntype=local,src=${machineCache}`,
      'cache-to': `type=registry,ref=${components}`,
    });
    assert.equal(released.code, 0, released.log);
    const empty = await startCacheService();
    try {
      const counted = await countPrograms(join(job.directory, 'prebuilt'), COMPILERS);
      const first = await job.step(
        { tags: job.newImage(), 'cache-from': 'type=gha', prebuilt: components },
        { env: { ...empty.env, PATH: counted.path } },
      );
      assert.equal(first.code, 0, first.log);
      assert.deepEqual(hits(first), ALL);
      assert.deepEqual(await counted.started(), []);
      assert.equal(first.outputs.digest, released.outputs.digest);
    } finally {
      await empty.stop();
    }
  });

  it('builds only what depends on an input that changed', async () => {
    await job.warmed();
    const changed = await job.step({ tags: job.newImage(), accelerate: 'none' });
    assert.deepEqual(hits(changed), { ...ALL, runtime: 'false' });
  });
});
