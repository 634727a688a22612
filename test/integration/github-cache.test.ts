import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { githubJobs } from '../support/github-jobs.ts';

const KEY = 'emulator-0123456789abcdef0123456789abcdef';
describe("GitHub's cache", () => {
  const jobs = githubJobs();

  async function entry(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
    const source = await jobs.directory('entry');
    for (const [name, text] of Object.entries(files)) await writeFile(join(source, name), text);
    return source;
  }

  const empty = () => jobs.directory('restored');

  it('gives in another job what one has saved, and nothing for another key', async () => {
    await jobs.job().cache.save(KEY, await entry({ blob: 'bytes', 'layer.json': '{}' }));
    const { cache, host } = jobs.job();
    const target = await empty();
    assert.equal(await cache.restore(KEY, target), true);
    assert.equal(await readFile(join(target, 'blob'), 'utf8'), 'bytes');
    assert.equal(await cache.restore(`${KEY.slice(0, -1)}0`, await empty()), false);
    assert.deepEqual(host.warnings, []);
  });

  it('takes an entry above 128 MiB in blocks', async () => {
    const bytes = Buffer.alloc(130 * 1024 * 1024);
    // Incompressible, or the archive would be small.
    for (let at = 0; at < bytes.length; at += 4)
      bytes.writeUInt32LE((Math.imul(at, 2654435761) ^ (at >>> 7)) >>> 0, at);
    await jobs.job().cache.save(KEY, await entry({ blob: bytes }));
    assert.ok(jobs.service.requests.includes('PUT blocklist'), jobs.service.requests.join());
    const target = await empty();
    assert.equal(await jobs.job().cache.restore(KEY, target), true);
    assert.ok(bytes.equals(await readFile(join(target, 'blob'))));
  });

  it('leaves it at one entry, without a warning, when two jobs save the same key', async () => {
    const source = await entry({ blob: 'bytes' });
    const [one, other] = [jobs.job(), jobs.job()];
    await Promise.all([one.cache.save(KEY, source), other.cache.save(KEY, source)]);
    assert.deepEqual(jobs.service.keys(), [KEY]);
    assert.deepEqual([...one.host.warnings, ...other.host.warnings], []);
  });

  it('says once that a run may only read', async () => {
    jobs.service.mode = 'read-only';
    const { cache, host } = jobs.job();
    const source = await entry({ blob: 'bytes' });
    await cache.save(KEY, source);
    await cache.save(`${KEY}-1`, source);
    assert.equal(host.warnings.length, 1);
    assert.match(host.warnings[0] ?? '', /this run may only read it; what is built is not kept there/);
    assert.deepEqual(jobs.service.keys(), []);
  });

  it('says once that the job may only read, and asks no more', async () => {
    const { cache, host } = jobs.job({ ...jobs.service.env, ACTIONS_CACHE_MODE: 'read' });
    const source = await entry({ blob: 'bytes' });
    for (const key of [KEY, `${KEY}-1`]) await cache.save(key, source);
    assert.equal(host.warnings.length, 1);
    assert.match(host.warnings[0] ?? '', /this run may only read it; what is built is not kept there/);
    assert.equal(host.commands.length, 1);
  });

  it('leaves an entry aside that is whole, but not what it should be, and only notes it', async () => {
    const { cache, host } = jobs.job();
    await cache.save(KEY, await entry({ blob: 'bytes' }));
    await cache.discard(KEY);
    assert.deepEqual(host.warnings, []);
    assert.match(host.infos.join(), /gh cache delete emulator-[0-9a-f]+$/);
    assert.equal(await cache.restore(KEY, await empty()), false);
  });

  it('says once that the cache is full', async () => {
    jobs.service.mode = 'full';
    const { cache, host } = jobs.job();
    await cache.save(KEY, await entry({ blob: 'bytes' }));
    assert.match(host.warnings.join(), /^GitHub's cache: it is full; [^,]*$/);
  });

  it('says once that the service is down, and asks it no more for a while', async () => {
    jobs.service.mode = 'down';
    const { cache, host } = jobs.job();
    assert.equal(await cache.restore(KEY, await empty()), false);
    jobs.service.mode = 'normal';
    await cache.save(KEY, await entry({ blob: 'bytes' }));
    assert.equal(host.warnings.length, 1);
    assert.match(host.warnings[0] ?? '', /does not work, and is left out: Failed request: \(503\)/);
    assert.deepEqual(jobs.service.requests, []);
  });

  it('warns once when nobody answers at all', async () => {
    const { cache, host } = jobs.job();
    await jobs.service.stop();
    assert.equal(await cache.restore(KEY, await empty()), false);
    assert.match(host.warnings.join(), /does not work, and is left out: .*ECONNREFUSED/);
  });

  it('is left out, with a note, where the runner has no cache service', async () => {
    const { cache, host } = jobs.job({});
    assert.equal(await cache.restore(KEY, await empty()), false);
    await cache.save(KEY, await entry({ blob: 'bytes' }));
    assert.deepEqual(host.warnings, []);
    assert.equal(host.infos.length, 1);
  });

  it('waits for a slow service', async () => {
    jobs.service.mode = 'slow';
    await jobs.job().cache.save(KEY, await entry({ blob: 'bytes' }));
    assert.equal(await jobs.job().cache.restore(KEY, await empty()), true);
  });

  it('puts a good entry beside one that cannot be unpacked, and finds it in the next job', async () => {
    await jobs.job().cache.save(KEY, await entry({ blob: 'bytes' }));
    await jobs.service.corrupt(KEY);
    const { cache, host } = jobs.job();
    const target = await empty();
    assert.equal(await cache.restore(KEY, target), false);
    assert.match(host.warnings.join(), /damaged entry.*gh cache delete emulator-[0-9a-f]+$/);
    await cache.save(KEY, await entry({ blob: 'good' }));
    assert.deepEqual(jobs.service.keys(), [KEY, `${KEY}.1`]);
    const later = jobs.job();
    const restored = await empty();
    assert.equal(await later.cache.restore(KEY, restored), true);
    assert.equal(await readFile(join(restored, 'blob'), 'utf8'), 'good');
  });

  it('never prints the address of a blob, which is its key', async () => {
    await jobs.job().cache.save(KEY, await entry({ blob: 'bytes' }));
    await jobs.service.corrupt(KEY);
    const { cache, host } = jobs.job();
    await cache.restore(KEY, await empty());
    assert.doesNotMatch([...host.infos, ...host.warnings].join(), /sig=[0-9a-f]/);
  });
});
