import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { installComponent } from '../../scripts/lib/workbench/components.ts';
import type { BuildrootSources } from '../../src/components/toolchain/buildroot/build/config.ts';
import { standinComponent, standinPlan, unfinishedWork } from '../support/buildroot.ts';
import { suiteStandin } from '../support/suite.ts';

// Buildroot before 2020.08 has other marks of finished packages, and 2019.02 does not say what packages there are.
const OLD = ['BR2_STANDIN_TINY=y', 'BR2_STANDIN_OLD=y'];

const { standin, host, afresh } = await suiteStandin();

async function component(config: readonly string[], sources: BuildrootSources = { dlDir: standin.dlDir }) {
  return standinComponent(standinPlan(standin, [...OLD, ...config]), sources, host);
}

/** Builds until it fails, twice, and gives the packages that were built the second time. */
async function builtAgain(config: readonly string[]): Promise<string[]> {
  await afresh();
  for (let run = 0; run < 2; run++) {
    const { build } = await component(config);
    await assert.rejects(build(await host.tempDir('work')), { code: 'buildroot-failed' });
  }
  const [name = ''] = await unfinishedWork(standin);
  const log = await readFile(join(standin.cache, 'unfinished', name, 'build.log'), 'utf8');
  return [...log.matchAll(/^>>> (\S+) \S+ Building/gm)].map(([, built = '']) => built);
}

test('an old release goes on after the packages that were finished', async () => {
  assert.deepEqual(await builtAgain(['BR2_STANDIN_FAIL="glibc"']), ['glibc']);
  assert.ok(host.infos.some((line) => /going on after 2 finished packages/.test(line)));
});

test('what an old release installs to two places is finished when it is in both', async () => {
  assert.deepEqual(await builtAgain(['BR2_STANDIN_FAIL_TARGET="glibc"']), ['glibc']);
  assert.deepEqual(await builtAgain(['BR2_STANDIN_FAIL="host-gcc-final"']), ['host-gcc-final']);
});

test('an old release’s toolchain says what it was made of, and its progress counts packages without a total', async () => {
  const root = await host.tempDir('root');
  await installComponent(await component([]), root, host);
  const sources = await readFile(join(root, 'x86_64/share/toolchain/SOURCES'), 'utf8');
  assert.match(sources, /^ {2}host-gcc-final 1\.0; licence: GPL-3\.0\+/m);
  assert.match(sources, /^ {2}glibc 1\.0/m);
  assert.ok(host.progressed.some(({ line }) => /host-gcc-final 1\.0: .* \(3 packages done/.test(line)));
});

test('an old release’s source that is missing is named with its address, as its downloader says it', async () => {
  const address = 'https://standin.invalid/pub/standin-1.0.tar.gz';
  for (const [sources, url] of [
    [{}, address],
    [{ mirror: 'file:///nowhere' }, address],
    [{ dlDir: '/nowhere' }, 'https://sources.buildroot.net/standin/standin-1.0.tar.gz'],
  ] as const) {
    await afresh();
    const { build } = await component([], sources);
    await assert.rejects(build(await host.tempDir('work')), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'buildroot-source-missing');
      assert.equal(error.message.split('\n').at(-1), `    standin/standin-1.0.tar.gz  ${url}`);
      return true;
    });
  }
});
