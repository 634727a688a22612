import assert from 'node:assert/strict';
import { chown, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { startCacheService } from '../../../scripts/lib/workbench/cache-service.ts';
import type { Product } from '../../../scripts/lib/workbench/product.ts';
import type { StepEnd } from '../../../scripts/lib/workbench/step.ts';
import { engineJob } from '../../support/engine-job.ts';

/** Two jobs with the real cache library and a cache service in between: the second compiles nothing. */
export async function compilerCache(t: TestContext, { engine, image, scope }: Product): Promise<void> {
  const service = await startCacheService();
  scope.defer(() => service.stop());
  /** A job with a step for each script; then come their posts, that of the last step first. */
  const buildAll = async (scripts: readonly string[], inputs: Record<string, string> = {}) => {
    const job = await engineJob(engine, scope, service.env);
    await writeFile(join(job.workspace, 't.c'), 'int main(void) { return 4; }\n');
    await chown(join(job.workspace, 't.c'), job.uid, job.uid);
    const ends: StepEnd[] = [];
    const states: Readonly<Record<string, string>>[] = [];
    for (const script of scripts) {
      const all = { image, run: script, env: 'CCACHE_STATSLOG=/tmp/log', ...inputs };
      const step = await job.start('run.js', all);
      const end = await step.ended;
      assert.equal(end.code, 0, end.log);
      ends.push(end);
      states.unshift(await step.state());
    }
    for (const state of states) {
      const kept = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]);
      const post = await (await job.start('run-post.js', {}, Object.fromEntries(kept))).ended;
      assert.equal(post.code, 0, post.log);
      assert.doesNotMatch(post.log, /^::warning/m);
    }
    assert.deepEqual(
      (await readdir(job.temp)).filter((name) => name.startsWith('arm64-on-x86')),
      [],
    );
    return ends;
  };
  const build = async (script: string, inputs?: Record<string, string>) => {
    const [end] = await buildAll([script], inputs);
    assert.ok(end);
    return end;
  };
  const script = 'gcc -c t.c -o t.o; gcc t.o -o t; ./t || echo "gave $?"; cat /tmp/log';
  const hits = ({ log }: StepEnd) => log.match(/^(direct_cache_hit|cache_miss)$/m)?.[1];

  await t.test('is kept from one job to the next', async () => {
    const first = await build(script);
    assert.match(first.log, /^gave 4$/m);
    assert.deepEqual([first.outputs['compiler-cache-hit'], hits(first)], ['false', 'cache_miss']);
    const second = await build(script);
    assert.deepEqual([second.outputs['compiler-cache-hit'], hits(second)], ['true', 'direct_cache_hit']);
  });

  await t.test('is saved only when something was added', async () => {
    const before = service.keys().length;
    await build(script);
    assert.equal(service.keys().length, before);
    await build(script.replace('-c t.c', '-DOTHER -c t.c'));
    assert.equal(service.keys().length, before + 1);
  });

  await t.test('is saved once for all steps of a job, whichever of them added to it', async () => {
    const before = service.keys().length;
    const inputs = { 'compiler-cache-key': 'steps' };
    const scripts = ['-O1', '-O2', '-O3'].map((option) => script.replace('-c', `${option} -c`));
    const first = await buildAll([...scripts.slice(0, 2), 'true'], inputs);
    assert.equal(service.keys().length, before + 1);
    const second = await buildAll(scripts, inputs);
    assert.deepEqual(second.map(hits), ['direct_cache_hit', 'direct_cache_hit', 'cache_miss']);
    const found = (ends: readonly StepEnd[]) => ends.map(({ outputs }) => outputs['compiler-cache-hit']);
    assert.deepEqual(
      [new Set(found(first)), new Set(found(second))],
      [new Set(['false']), new Set(['true'])],
    );
    assert.equal(service.keys().length, before + 2);
  });

  await t.test('is left out when it is not wanted', async () => {
    const { log, outputs } = await build('gcc -c t.c; ls /tmp/log || echo none', {
      'compiler-cache': 'false',
    });
    assert.match(log, /^none$/m);
    assert.equal(outputs['compiler-cache-hit'], 'false');
  });
}
