import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { buildrootMake, buildrootPlaces } from '../../src/components/toolchain/buildroot/build/make.ts';
import { checkBuildrootPrerequisites } from '../../src/components/toolchain/buildroot/build/prerequisites.ts';
import { standinComponent, standinPlan, unfinishedWork } from '../support/buildroot.ts';
import { suiteStandin } from '../support/suite.ts';

const { standin, host, afresh, build } = await suiteStandin();

test('a package that fails is named, with the last 50 lines about it; the next run goes on after those before', async () => {
  await afresh();
  await assert.rejects(build(['BR2_STANDIN_FAIL="glibc"']), (error: Error & { code?: string }) => {
    assert.equal(error.code, 'buildroot-failed');
    assert.match(error.message, /glibc 1\.0 failed \(Building\)/);
    const lines = error.message.split('\n');
    assert.ok(
      lines.some((line) => /^ {4}glibc: error number 60$/.test(line)),
      error.message,
    );
    assert.ok(lines.length > 45 && lines.length <= 51, String(lines.length));
    return true;
  });
  const [name = ''] = await unfinishedWork(standin);
  await assert.rejects(build(['BR2_STANDIN_FAIL="glibc"']), { code: 'buildroot-failed' });
  const log = await readFile(join(standin.cache, 'unfinished', name, 'build.log'), 'utf8');
  assert.doesNotMatch(log, /host-gcc-initial 1\.0 Building/);
  assert.match(log, /glibc 1\.0 Building/);
});

test('a gcc that the release does not have is refused before anything is built', async () => {
  await afresh();
  const plan = { ...standinPlan(standin), gcc: 99 };
  const component = await standinComponent(plan, { dlDir: standin.dlDir }, host);
  await assert.rejects(component.build(await host.tempDir('work')), {
    code: 'buildroot-config-refused',
    message: /2023\.02.*BR2_GCC_VERSION_99_X/,
  });
});

test('the log has what make prints while it runs', async () => {
  const places = buildrootPlaces(await host.tempDir('log'), '/none', '/none');
  await mkdir(places.tree);
  const wait = `for i in $$(seq 100); do grep -qx beginning ${places.log} && exit 0; sleep 0.1; done; exit 1`;
  await writeFile(join(places.tree, 'Makefile'), `all:\n\t@echo beginning\n\t@${wait}\n`);
  assert.equal((await buildrootMake(places, ['all'], host)).code, 0);
});

test('a tarball that is no Buildroot is refused', async () => {
  await afresh();
  const tarball = join(standin.directory, 'other.tar.gz');
  await host.exec('tar', ['-czf', tarball, '-C', standin.directory, 'dl']);
  const component = await standinComponent(standinPlan({ tarball }), {}, host);
  await assert.rejects(component.build(await host.tempDir('work')), { code: 'buildroot-source-broken' });
});

test('programs that are missing are named by package, all at once, before anything is fetched', async (t) => {
  const bin = await host.tempDir('bin');
  for (const name of ['sh', 'test', 'make', 'gcc'])
    await host.exec('ln', ['-s', `/usr/bin/${name}`, join(bin, name)]);
  const bare = createTestHost({ env: { PATH: bin } });
  t.after(() => bare.close());
  await assert.rejects(checkBuildrootPrerequisites(bare), (error: Error & { hint?: string }) => {
    assert.match(error.hint ?? '', /apt-get install .*\bg\+\+ .*rsync/);
    assert.doesNotMatch(error.hint ?? '', /\bmake\b/);
    return true;
  });
});
