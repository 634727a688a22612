import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { createTestHost, directoryCache } from '../../scripts/lib/workbench/host.ts';
import type { Component } from '../../src/components/component.ts';
import { packedAs, resolveComponent, resolveComponents } from '../../src/components/resolve.ts';
import { DEFAULT_COMPRESSION } from '../../src/compress/compression.ts';
import type { Host } from '../../src/host/host.ts';
import type { Layer } from '../../src/image/layer.ts';
import { timedPhases } from '../../src/phases.ts';
import { sourceDateEpoch } from '../../src/source-date-epoch.ts';
import { countingComponent } from '../support/counting-component.ts';

const KEY = 'runtime-00000000000000000000000000000000';

const counting = () => countingComponent('runtime', KEY);

const packed = (component: Component, host: Host) => packedAs(component, DEFAULT_COMPRESSION, host);

async function setUp(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'resolve-'));
  const host = createTestHost({ cache: directoryCache(directory), env: {} });
  t.after(async () => {
    await host.close();
    await rm(directory, { recursive: true });
  });
  return { directory, host };
}

test('a component is built once, and its layer then comes from the cache with the same bytes', async (t) => {
  const { host } = await setUp(t);
  const component = counting();
  const first = await resolveComponent(component, host);
  const second = await resolveComponent(component, host);
  assert.deepEqual([first.cacheHit, second.cacheHit, component.builds], [false, true, 1]);
  assert.equal(second.layer.digest, first.layer.digest);
  assert.equal(second.layer.createdBy, 'arm64-on-x86: runtime');
  const tar = gunzipSync(await buffer(second.layer.open()));
  assert.ok(tar.includes('x86_64/hello') && tar.includes('hello\n'));
});

test('a damaged cache entry is a miss with a warning, and is replaced', async (t) => {
  const { directory, host } = await setUp(t);
  const component = counting();
  await resolveComponent(component, host);
  const { key } = packed(component, host);
  await writeFile(join(directory, key, 'blob'), 'garbage');
  const again = await resolveComponent(component, host);
  assert.deepEqual([again.cacheHit, component.builds], [false, 2]);
  assert.ok(host.warnings.join().includes(`${key} is damaged`));
  const later = await resolveComponent(component, host);
  assert.deepEqual([later.cacheHit, component.builds], [true, 2]);
});

test('another SOURCE_DATE_EPOCH is another layer', async (t) => {
  const { directory, host } = await setUp(t);
  const component = counting();
  const first = await resolveComponent(component, host);
  const dated = createTestHost({
    cache: directoryCache(directory),
    env: { SOURCE_DATE_EPOCH: '1700000000' },
  });
  t.after(() => dated.close());
  const second = await resolveComponent(component, dated);
  assert.equal(second.cacheHit, false);
  assert.notEqual(second.layer.digest, first.layer.digest);
});

test('what cannot be built is refused before anything is built or told of as prepared', async (t) => {
  const { host } = await setUp(t);
  const first = countingComponent('emulator', KEY);
  const refused: Component = { ...counting(), prepare: () => Promise.reject(new Error('no gcc')) };
  const events: string[] = [];
  const tell = { layer: () => events.push('layer'), prepared: () => events.push('prepared') };
  const phases = timedPhases(host);
  await assert.rejects(
    resolveComponents([packed(first, host), packed(refused, host)], phases, host, tell),
    /no gcc/,
  );
  assert.deepEqual([events, first.builds], [[], 0]);
  await assert.rejects(resolveComponent(refused, host), /no gcc/);
});

test('a SOURCE_DATE_EPOCH that is not valid is refused', () => {
  assert.deepEqual(
    [{}, { SOURCE_DATE_EPOCH: '' }, { SOURCE_DATE_EPOCH: '1700000000' }].map(sourceDateEpoch),
    [0, 0, 1_700_000_000],
  );
  for (const SOURCE_DATE_EPOCH of ['2026-01-01', '1700000000000', '-1', '1.5'])
    assert.throws(() => sourceDateEpoch({ SOURCE_DATE_EPOCH }), { code: 'source-date-epoch' });
});

test('a failing build leaves nothing in the cache', async (t) => {
  const { host } = await setUp(t);
  const failing: Component = { name: 'runtime', key: KEY, build: () => Promise.reject(new Error('no')) };
  await assert.rejects(resolveComponent(failing, host), /no/);
  assert.equal((await resolveComponent(counting(), host)).cacheHit, false);
});

test('a layer that one cache entry gives is told of while another entry is still on its way', async (t) => {
  const { host } = await setUp(t);
  const quick: Component = counting();
  const slow: Component = { ...counting(), name: 'toolchain', key: 'toolchain-0' };
  for (const component of [quick, slow]) await resolveComponent(component, host);
  const events: string[] = [];
  const restore: typeof host.cache.restore = async (key, directory) => {
    if (key.startsWith(slow.key)) {
      for (let wait = 0; events.length === 0 && wait < 500; wait++) await setTimeout(10);
      events.push('slow');
    }
    return host.cache.restore(key, directory);
  };
  const waiting = { ...host, cache: { ...host.cache, restore } };
  const onLayer = ({ createdBy }: Layer): void => void events.push(createdBy);
  const tell = { layer: onLayer, prepared: () => undefined };
  await resolveComponents([packed(slow, host), packed(quick, host)], timedPhases(host), waiting, tell);
  assert.deepEqual(events, ['arm64-on-x86: runtime', 'slow', 'arm64-on-x86: toolchain']);
});
