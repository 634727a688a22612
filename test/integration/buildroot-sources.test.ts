import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { resolveComponent } from '../../src/components/resolve.ts';
import { SOURCE, standinComponent, standinPlan } from '../support/buildroot.ts';
import { suiteStandin } from '../support/suite.ts';

const { standin, host, afresh, build } = await suiteStandin();

test('sources are saved as soon as they are complete, and serve a run without unfinished work', async () => {
  await afresh();
  const mirror = `file://${standin.dlDir}`;
  await assert.rejects(build(['BR2_STANDIN_FAIL="host-binutils"'], { mirror }), { code: 'buildroot-failed' });
  await rm(join(standin.cache, 'unfinished'), { recursive: true });
  await assert.rejects(build(['BR2_STANDIN_FAIL="host-binutils"'], { mirror: 'file:///nowhere' }), {
    code: 'buildroot-failed',
  });
});

test('another toolchain with the same gcc fetches nothing again, and compiles from the same compiler cache', async () => {
  await afresh();
  const make = async (config: readonly string[], mirror: string) => {
    const plan = standinPlan(standin, ['BR2_STANDIN_TINY=y', ...config]);
    return (await resolveComponent(await standinComponent(plan, { mirror }, host), host)).cacheHit;
  };
  const hits = async (): Promise<number> => {
    const unfinished = join(standin.cache, 'unfinished');
    const [name = ''] = (await readdir(unfinished)).filter((found) =>
      /^buildroot-ccache-.*-gcc12$/.test(found),
    );
    const env = { ...process.env, CCACHE_DIR: join(unfinished, name) };
    const { stdout } = await host.exec('ccache', ['--print-stats'], { env });
    const found = stdout.matchAll(/^(?:direct|preprocessed)_cache_hit\t(\d+)$/gm);
    return [...found].reduce((sum, [, count]) => sum + Number(count), 0);
  };
  assert.equal(await make([], `file://${standin.dlDir}`), false);
  assert.equal(await hits(), 0);
  assert.equal(await make(['BR2_STANDIN_PAUSE="0"'], 'file:///nowhere'), false);
  // One for each package.
  assert.equal(await hits(), 5);
});

describe('sources that cannot be had', () => {
  test('are named with their address: with a directory of sources all at once', async () => {
    await afresh();
    const dlDir = await host.tempDir('dl');
    await assert.rejects(build([], { dlDir }), {
      code: 'buildroot-source-missing',
      message: /standin\/standin-1\.0\.tar\.gz {2}https:\/\/standin\.invalid\/pub\/standin-1\.0\.tar\.gz/,
    });
  });

  test('in a directory with a space in its name, which Buildroot cannot read, are refused', async () => {
    await afresh();
    await assert.rejects(build([], { dlDir: '/srv/my sources' }), {
      code: 'buildroot-path',
      message: /"\/srv\/my sources"/,
      hint: /buildroot-dl-dir/,
    });
  });

  test('are named with their address: without a network', async () => {
    await afresh();
    await assert.rejects(build([], {}), {
      code: 'buildroot-source-missing',
      message: /unable to resolve host address[\s\S]*https:\/\/standin\.invalid\/pub\/standin-1\.0\.tar\.gz/,
    });
  });

  for (const line of ['BR2_STANDIN_NO_HASH_FILE=y', 'BR2_STANDIN_NO_HASH=y'])
    test(`for which Buildroot has no hash are refused, in each run (${line})`, async () => {
      await afresh();
      const refused = { code: 'buildroot-source-unchecked', message: /standin-1\.0\.tar\.gz/ };
      for (const run of [1, 2]) {
        await assert.rejects(build([line]), refused, `run ${run}`);
        assert.ok(!(await readdir(standin.cache)).some((name) => name.startsWith('buildroot-sources')));
      }
    });

  test('for another hash than Buildroot’s are refused, and the user’s file stays', async () => {
    await afresh();
    const dlDir = await host.tempDir('dl');
    await writeFile(join(dlDir, SOURCE.name), 'another text\n');
    await assert.rejects(build([], { dlDir }), {
      code: 'buildroot-source-damaged',
      message: /standin-1\.0\.tar\.gz[\s\S]*expected: [0-9a-f]{64}[\s\S]*got/,
    });
    assert.equal(await readFile(join(dlDir, SOURCE.name), 'utf8'), 'another text\n');
  });
});
