import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ALL, actionSuite, annotations, hits } from '../support/action.ts';
import { prepareStandin } from '../support/buildroot.ts';
import { smallRootfs, tarOf } from '../support/rootfs-tar.ts';

describe('the action with caches that do not work as they should', () => {
  const job = actionSuite();

  it('builds anew what is damaged in the cache, with one warning', async () => {
    await job.warmed();
    await job.service.corrupt('runtime-');
    const result = await job.step({ tags: job.newImage(), 'cache-from': 'type=gha' });
    assert.equal(result.code, 0, result.log);
    assert.deepEqual(hits(result), { ...ALL, runtime: 'false' });
    assert.equal(annotations(result).length, 1, result.log);
    assert.match(annotations(result)[0] ?? '', /::warning::.*damaged entry/);
    const later = await job.step({ tags: job.newImage(), 'cache-from': 'type=gha' });
    assert.deepEqual(hits(later), ALL);
  });

  for (const mode of ['down', 'read-only', 'full'] as const) {
    it(`goes on, with one warning, when the cache service is ${mode}`, async () => {
      await job.warmed();
      // Something to build, or nothing would be saved.
      job.service.remove('runtime-');
      job.service.mode = mode;
      const result = await job.step({ tags: job.newImage(), labels: `mode=${mode}` }).finally(() => {
        job.service.mode = 'normal';
      });
      assert.equal(result.code, 0, result.log);
      assert.equal(annotations(result).length, 1, result.log);
      assert.match(annotations(result)[0] ?? '', /^::warning::GitHub's cache/);
    });
  }

  it('goes on, with one warning, when the cache-mode of the job is to read', async () => {
    await job.warmed();
    job.service.remove('runtime-');
    const result = await job.step(
      { tags: job.newImage(), labels: 'mode=read' },
      { env: { ACTIONS_CACHE_MODE: 'read' } },
    );
    assert.equal(result.code, 0, result.log);
    assert.equal(annotations(result).length, 1, result.log);
    assert.match(annotations(result)[0] ?? '', /^::warning::GitHub's cache: this run may only read it/);
  });

  for (const mode of ['down', 'read-only'] as const) {
    it(`warns once of a cache service that is ${mode}, for caches, unfinished work and post together`, async () => {
      const standin = await prepareStandin();
      const config = join(standin.directory, 'config');
      const libc = 'usr/lib/aarch64-linux-gnu/libc.so.6';
      const bytes = await readFile('/usr/aarch64-linux-gnu/lib/libc.so.6');
      const rootfs = join(standin.directory, 'rootfs.tar.gz');
      await writeFile(rootfs, gzipSync(await tarOf([...smallRootfs(), { path: `./${libc}`, bytes }])));
      await writeFile(config, 'BR2_STANDIN_TINY=y\nBR2_STANDIN_FAIL="glibc"\n');
      job.service.mode = mode;
      const result = await job
        .step({
          rootfs,
          toolchain: 'buildroot',
          'buildroot-version': '2023.02',
          'buildroot-source': standin.tarball,
          'buildroot-config': config,
          'buildroot-dl-dir': standin.dlDir,
          tags: job.newImage(),
        })
        .finally(async () => {
          job.service.mode = 'normal';
          await standin.remove();
        });
      assert.match(result.log, /glibc 1\.0 failed/);
      assert.match(result.log, /--- post[\s\S]*keeping unfinished work for the next run: buildroot-/);
      assert.equal(result.log.match(/^::warning::GitHub's cache/gm)?.length, 1, result.log);
    });
  }

  it('goes on where there is no cache service at all', async () => {
    const none = { ACTIONS_CACHE_SERVICE_V2: '', ACTIONS_RESULTS_URL: '', ACTIONS_RUNTIME_TOKEN: '' };
    const result = await job.step({ tags: job.newImage() }, { env: none });
    assert.equal(result.code, 0, result.log);
    assert.deepEqual(annotations(result), []);
  });

  it('can run twice at once with the same keys', async () => {
    job.service.remove('runtime-');
    job.service.remove('toolchain-');
    const both = await Promise.all([job.step({ tags: job.newImage() }), job.step({ tags: job.newImage() })]);
    for (const result of both) {
      assert.equal(result.code, 0, result.log);
      assert.deepEqual(annotations(result), []);
    }
    assert.equal(both[0]?.outputs.digest, both[1]?.outputs.digest);
    const entries = job.service.keys().filter((key) => key.startsWith('toolchain-'));
    assert.equal(new Set(entries).size, entries.length);
  });
});
