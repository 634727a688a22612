import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { repository } from '../../scripts/lib/repository.ts';
import { type CacheService, startCacheService } from '../../scripts/lib/workbench/cache-service.ts';
import { createTestHost, type TestHost } from '../../scripts/lib/workbench/host.ts';
import { buildrootPlaces } from '../../src/components/toolchain/buildroot/build/make.ts';
import { createCacheProgram } from '../../src/host/github-cache/program.ts';
import { createGithubCache } from '../../src/host/github-cache/store.ts';
import { createGithubUnfinished } from '../../src/host/github-cache/unfinished.ts';

const KEY = 'emulator-0123456789abcdef0123456789abcdef';
const program = join(repository, 'dist', 'github-cache.js');

describe("GitHub's cache", () => {
  let service: CacheService;
  let directory: string;
  let hosts: TestHost[] = [];
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'github-cache-'));
  });
  after(() => rm(directory, { recursive: true }));
  beforeEach(async () => {
    service = await startCacheService();
  });
  afterEach(async () => {
    await service.stop();
    for (const host of hosts) await host.close();
    hosts = [];
  });

  /** A job of its own: what it was told, it does not know in the next one. */
  function job(env: Readonly<Record<string, string>> = service.env) {
    const host = createTestHost({ env: { PATH: process.env.PATH, HOME: directory, ...env } });
    hosts.push(host);
    return { host, cache: createGithubCache(createCacheProgram(program, host), host) };
  }

  /** Runs the action's post as a runner does, and gives its log. */
  async function post(temp: string, state: Readonly<Record<string, string>> = {}): Promise<string> {
    const env = { PATH: process.env.PATH, HOME: directory, RUNNER_TEMP: temp, ...service.env, ...state };
    const file = join(repository, 'dist', 'post.js');
    return (await promisify(execFile)(process.execPath, [file], { env })).stdout;
  }

  async function entry(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
    const source = await mkdtemp(join(directory, 'entry-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(source, name), text);
    return source;
  }

  const empty = () => mkdtemp(join(directory, 'restored-'));

  it('gives in another job what one has saved, and nothing for another key', async () => {
    await job().cache.save(KEY, await entry({ blob: 'bytes', 'layer.json': '{}' }));
    const { cache, host } = job();
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
    await job().cache.save(KEY, await entry({ blob: bytes }));
    assert.ok(service.requests.includes('PUT blocklist'), service.requests.join());
    const target = await empty();
    assert.equal(await job().cache.restore(KEY, target), true);
    assert.ok(bytes.equals(await readFile(join(target, 'blob'))));
  });

  it('leaves it at one entry, without a warning, when two jobs save the same key', async () => {
    const source = await entry({ blob: 'bytes' });
    const [one, other] = [job(), job()];
    await Promise.all([one.cache.save(KEY, source), other.cache.save(KEY, source)]);
    assert.deepEqual(service.keys(), [KEY]);
    assert.deepEqual([...one.host.warnings, ...other.host.warnings], []);
  });

  it('says once that a run may only read', async () => {
    service.mode = 'read-only';
    const { cache, host } = job();
    const source = await entry({ blob: 'bytes' });
    await cache.save(KEY, source);
    await cache.save(`${KEY}-1`, source);
    assert.equal(host.warnings.length, 1);
    assert.match(host.warnings[0] ?? '', /this run may only read it; what is built is not kept there/);
    assert.deepEqual(service.keys(), []);
  });

  it('says once that the job may only read, and asks no more', async () => {
    const { cache, host } = job({ ...service.env, ACTIONS_CACHE_MODE: 'read' });
    const source = await entry({ blob: 'bytes' });
    for (const key of [KEY, `${KEY}-1`]) await cache.save(key, source);
    assert.equal(host.warnings.length, 1);
    assert.match(host.warnings[0] ?? '', /this run may only read it; what is built is not kept there/);
    assert.equal(host.commands.length, 1);
  });

  it('leaves an entry aside that is whole, but not what it should be, and only notes it', async () => {
    const { cache, host } = job();
    await cache.save(KEY, await entry({ blob: 'bytes' }));
    await cache.discard(KEY);
    assert.deepEqual(host.warnings, []);
    assert.match(host.infos.join(), /gh cache delete emulator-[0-9a-f]+$/);
    assert.equal(await cache.restore(KEY, await empty()), false);
  });

  it('says once that the cache is full', async () => {
    service.mode = 'full';
    const { cache, host } = job();
    await cache.save(KEY, await entry({ blob: 'bytes' }));
    assert.match(host.warnings.join(), /^GitHub's cache: it is full; [^,]*$/);
  });

  it('says once that the service is down, and asks it no more for a while', async () => {
    service.mode = 'down';
    const { cache, host } = job();
    assert.equal(await cache.restore(KEY, await empty()), false);
    service.mode = 'normal';
    await cache.save(KEY, await entry({ blob: 'bytes' }));
    assert.equal(host.warnings.length, 1);
    assert.match(host.warnings[0] ?? '', /does not work, and is left out: Failed request: \(503\)/);
    assert.deepEqual(service.requests, []);
  });

  it('warns once when nobody answers at all', async () => {
    const { cache, host } = job();
    await service.stop();
    assert.equal(await cache.restore(KEY, await empty()), false);
    assert.match(host.warnings.join(), /does not work, and is left out: .*ECONNREFUSED/);
  });

  it('is left out, with a note, where the runner has no cache service', async () => {
    const { cache, host } = job({});
    assert.equal(await cache.restore(KEY, await empty()), false);
    await cache.save(KEY, await entry({ blob: 'bytes' }));
    assert.deepEqual(host.warnings, []);
    assert.equal(host.infos.length, 1);
  });

  it('waits for a slow service', async () => {
    service.mode = 'slow';
    await job().cache.save(KEY, await entry({ blob: 'bytes' }));
    assert.equal(await job().cache.restore(KEY, await empty()), true);
  });

  it('puts a good entry beside one that cannot be unpacked, and finds it in the next job', async () => {
    await job().cache.save(KEY, await entry({ blob: 'bytes' }));
    await service.corrupt(KEY);
    const { cache, host } = job();
    const target = await empty();
    assert.equal(await cache.restore(KEY, target), false);
    assert.match(host.warnings.join(), /damaged entry.*gh cache delete emulator-[0-9a-f]+$/);
    await cache.save(KEY, await entry({ blob: 'good' }));
    assert.deepEqual(service.keys(), [KEY, `${KEY}.1`]);
    const later = job();
    const restored = await empty();
    assert.equal(await later.cache.restore(KEY, restored), true);
    assert.equal(await readFile(join(restored, 'blob'), 'utf8'), 'good');
  });

  it('never prints the address of a blob, which is its key', async () => {
    await job().cache.save(KEY, await entry({ blob: 'bytes' }));
    await service.corrupt(KEY);
    const { cache, host } = job();
    await cache.restore(KEY, await empty());
    assert.doesNotMatch([...host.infos, ...host.warnings].join(), /sig=[0-9a-f]/);
  });

  it('saves in post the unfinished work of a main that was killed, and removes what it left', async () => {
    const temp = await mkdtemp(join(directory, 'runner-temp-'));
    const work = join(temp, 'arm64-on-x86-unfinished', 'buildroot-2');
    const left = join(temp, 'left');
    await mkdir(work, { recursive: true });
    await mkdir(left);
    await mkdir(`${work}.aside`);
    await writeFile(join(work, 'stage'), 'half');
    await post(temp, { STATE_unfinished: '["buildroot-2"]', 'STATE_temp-dirs': JSON.stringify([left]) });
    assert.deepEqual(await readdir(temp), []);
    const { host, cache } = job();
    const works = createGithubUnfinished(await empty(), cache.run, host.env, () => undefined);
    const { restored, directory: next } = await works.open('buildroot-2');
    assert.equal(restored, true);
    assert.equal(await readFile(join(next, 'stage'), 'utf8'), 'half');
  });

  it('saves in post of a Buildroot build what the next run goes on from: no sources, no half a package', async () => {
    const temp = await mkdtemp(join(directory, 'runner-temp-'));
    const work = join(temp, 'arm64-on-x86-unfinished', 'buildroot-4');
    const { output, downloads } = buildrootPlaces(work, '', '');
    await mkdir(downloads, { recursive: true });
    await writeFile(join(downloads, 'gmp.tar.xz'), 'sources');
    for (const file of [
      ...['host/bin/gcc', 'build/host-gmp-6/src/big.c', 'build/host-gmp-6/.stamp_installed'],
      ...['build/host-gmp-6/COPYING', 'build/glibc-2/elf/half.o', 'build/glibc-2/.stamp_built'],
    ]) {
      await mkdir(dirname(join(output, file)), { recursive: true });
      await writeFile(join(output, file), file);
    }
    await post(temp, { STATE_unfinished: '["buildroot-4"]' });
    const { host, cache } = job();
    const works = createGithubUnfinished(await empty(), cache.run, host.env, () => undefined);
    const { directory: next } = await works.open('buildroot-4');
    const found = await readdir(next, { recursive: true, withFileTypes: true });
    assert.deepEqual(
      found
        .filter((item) => item.isFile())
        .map(({ name }) => name)
        .sort(),
      ['.stamp_installed', 'COPYING', 'gcc'],
    );
  });

  it('leaves alone in post what the post of a later step has saved and removed', async () => {
    const temp = await mkdtemp(join(directory, 'runner-temp-'));
    assert.equal(await post(temp, { STATE_unfinished: '["buildroot-3"]' }), '');
    assert.deepEqual(service.keys(), []);
  });

  it('never fails the job in post', async () => {
    const temp = await mkdtemp(join(directory, 'runner-temp-'));
    await writeFile(join(temp, 'arm64-on-x86-unfinished'), 'no directory');
    assert.match(await post(temp), /^::warning::.*ENOTDIR/);
  });

  it('keeps unfinished work, the newest of several, until it is done', async () => {
    const open = async (run: string) => {
      const { host, cache } = job({ ...service.env, GITHUB_RUN_ID: run });
      const base = await host.tempDir('unfinished');
      const names: (readonly string[])[] = [];
      const works = createGithubUnfinished(base, cache.run, host.env, (list) => names.push(list));
      return { work: await works.open('buildroot-1'), names };
    };
    for (const run of ['7', '8']) {
      const { work } = await open(run);
      await mkdir(join(work.directory, 'dl'), { recursive: true });
      await writeFile(join(work.directory, 'dl', 'gcc'), `run ${run}`);
      await mkdir(join(work.directory, 'elsewhere'), { recursive: true });
      await work.checkpoint('elsewhere');
      assert.deepEqual((await readdir(work.directory)).sort(), ['dl', 'elsewhere']);
      assert.deepEqual(await readdir(dirname(work.directory)), ['buildroot-1']);
    }
    const { work, names } = await open('9');
    assert.equal(work.restored, true);
    assert.deepEqual(await readdir(work.directory), ['dl']);
    assert.equal(await readFile(join(work.directory, 'dl', 'gcc'), 'utf8'), 'run 8');
    await work.done();
    assert.deepEqual(names, [['buildroot-1'], []]);
  });

  it('keeps what is finished and of use later, at once and not in post again', async () => {
    const { host, cache } = job();
    const names: (readonly string[])[] = [];
    const open = async (run: string) => {
      const works = createGithubUnfinished(
        await host.tempDir('unfinished'),
        cache.run,
        { ...host.env, GITHUB_RUN_ID: run },
        (list) => names.push(list),
      );
      return works.open('buildroot-ccache-debian-12-gcc12');
    };
    const first = await open('7');
    await writeFile(join(first.directory, 'object'), 'cached');
    await first.keep();
    assert.deepEqual(names.at(-1), []);
    const next = await open('8');
    assert.equal(await readFile(join(next.directory, 'object'), 'utf8'), 'cached');
  });
});
