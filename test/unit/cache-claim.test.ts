import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { createDirectoryCache } from '../../src/cache/directory.ts';
import { packedAs, resolveComponent } from '../../src/components/resolve.ts';
import { DEFAULT_COMPRESSION } from '../../src/compress/compression.ts';
import { identityOf } from '../../src/host/process-identity.ts';
import { countingComponent } from '../support/counting-component.ts';

const component = () => countingComponent('runtime', 'runtime-00000000000000000000000000000000');

/** Two caches with nothing in them, and a process that says of the first that it is building the component there. */
async function setUp(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'claim-'));
  const [ours, elsewhere] = ['ours', 'elsewhere'].map((name) => join(directory, name)) as [string, string];
  const machine = (root: string) => {
    const host = createTestHost({ cache: createDirectoryCache(root, assert.fail), env: {} });
    t.after(() => host.close());
    return host;
  };
  const host = machine(ours);
  const other: ChildProcess = spawn('sleep', ['1000']);
  t.after(async () => {
    other.kill('SIGKILL');
    await rm(directory, { recursive: true });
  });
  const { key } = packedAs(component(), DEFAULT_COMPRESSION, host);
  await mkdir(join(ours, 'tmp'), { recursive: true });
  await writeFile(join(ours, 'tmp', `${key}.lock`), String(await identityOf(String(other.pid))));
  /** What becomes of the component when `then` is done as soon as it waits. */
  const resolveBeside = async (then: () => Promise<unknown>) => {
    const one = component();
    const resolved = resolveComponent(one, host);
    const waits = () => host.progressed.some(({ line }) => line.includes('waiting for another run'));
    while (!waits() && one.builds === 0) await setTimeout(10);
    await then();
    const { cacheHit } = await resolved;
    assert.deepEqual(await readdir(join(ours, 'tmp')), []);
    return { waited: waits(), cacheHit, builds: one.builds };
  };
  const end = async () => {
    other.kill('SIGKILL');
    await once(other, 'exit');
  };
  return { ours, elsewhere, machine, resolveBeside, end };
}

test('what another run is building is waited for, and not built again', async (t) => {
  const { ours, elsewhere, machine, resolveBeside, end } = await setUp(t);
  const resolved = await resolveBeside(async () => {
    await resolveComponent(component(), machine(elsewhere));
    await cp(join(elsewhere, 'v1'), join(ours, 'v1'), { recursive: true });
    await end();
  });
  assert.deepEqual(resolved, { waited: true, cacheHit: true, builds: 0 });
});

test('what another run was building when it was killed is built', async (t) => {
  const { resolveBeside, end } = await setUp(t);
  assert.deepEqual(await resolveBeside(end), { waited: true, cacheHit: false, builds: 1 });
});

test('waiting for another run ends with the run', async (t) => {
  const { ours } = await setUp(t);
  const stop = new AbortController();
  const { key } = packedAs(component(), DEFAULT_COMPRESSION, { env: {} });
  const onWait = () => stop.abort();
  const claim = createDirectoryCache(ours, assert.fail).claim?.(key, { signal: stop.signal, onWait });
  await assert.rejects(claim ?? assert.fail(), { name: 'AbortError' });
});

test('a directory in which nothing can be locked holds no build up', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'claim-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'file');
  await writeFile(file, '');
  const warnings: string[] = [];
  const host = createTestHost({ cache: createDirectoryCache(file, (text) => warnings.push(text)), env: {} });
  t.after(() => host.close());
  const one = component();
  assert.equal((await resolveComponent(one, host)).cacheHit, false);
  assert.equal(one.builds, 1);
  assert.match(warnings.join('\n'), /cannot write to the cache/);
});
