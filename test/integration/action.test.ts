import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { program } from '../../scripts/lib/repository.ts';
import { run } from '../../scripts/lib/run.ts';
import { type CacheService, startCacheService } from '../../scripts/lib/workbench/cache-service.ts';
import { startRegistry, type TestRegistry } from '../../scripts/lib/workbench/registry.ts';
import {
  cancel,
  createRunner,
  type Runner,
  type StepOptions,
  type StepResult,
} from '../../scripts/lib/workbench/runner.ts';
import { defaultCacheDirectory } from '../../src/cache/directory.ts';
import { prepareStandin } from '../support/buildroot.ts';
import { COMPILERS, countPrograms } from '../support/counted-programs.ts';
import { smallRootfs, tarOf } from '../support/rootfs-tar.ts';

const PASSWORD = 'correct-horse-battery-staple';
/** Where the emulator, which takes minutes, is from: what this is about is what happens to it then. */
const machineCache = defaultCacheDirectory(process.env, homedir());

describe('the action', () => {
  let directory = '';
  let service: CacheService;
  let registry: TestRegistry;
  let runner: Runner;
  let number = 0;
  const logs: string[] = [];
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'action-'));
    service = await startCacheService();
    registry = await startRegistry({ htpasswd: { user: 'ci', password: PASSWORD } });
    runner = createRunner(directory);
    await writeFile(join(directory, 'rootfs.tar.gz'), gzipSync(await tarOf(smallRootfs())));
    const auths = { [registry.host]: { auth: Buffer.from(`ci:${PASSWORD}`).toString('base64') } };
    await mkdir(join(directory, 'docker'));
    await writeFile(join(directory, 'docker', 'config.json'), JSON.stringify({ auths }));
    await run(program, ['emulator', '--emulator-source', 'distro', '--dest', join(directory, 'qemu')], {});
  });
  after(async () => {
    await service.stop();
    await registry.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** A new name in a repository that has nothing yet. */
  const newImage = (): string => `${registry.host}/test/image-${++number}:latest`;

  async function step(
    inputs: Record<string, string>,
    options: Partial<StepOptions> = {},
  ): Promise<StepResult> {
    const result = await runner.step({
      inputs: {
        rootfs: join(directory, 'rootfs.tar.gz'),
        toolchain: 'system',
        'emulator-source': 'distro',
        'cache-from': `type=gha\ntype=local,src=${machineCache}`,
        'cache-to': 'type=gha',
        push: 'true',
        ...inputs,
      },
      ...options,
      env: { ...service.env, DOCKER_CONFIG: join(directory, 'docker'), ...options.env },
    });
    logs.push(result.log);
    return result;
  }

  /** Which components a run did not have to build. */
  const hits = ({ outputs }: StepResult): Record<string, string | undefined> =>
    Object.fromEntries(
      ['emulator', 'toolchain', 'debugger', 'runtime'].map((name) => [name, outputs[`${name}-cache-hit`]]),
    );
  const ALL = { emulator: 'true', toolchain: 'true', debugger: 'true', runtime: 'true' };
  const annotations = ({ log }: StepResult): string[] =>
    log
      .split('\n')
      .filter((line) => /^::(warning|error|notice)/.test(line) && !/libc development files/.test(line));

  /** Fills the cache service once, for the tests that begin with it full. */
  let cold: StepResult | undefined;
  async function warmed(): Promise<StepResult> {
    cold ??= await step({ tags: newImage() });
    assert.equal(cold.code, 0, cold.log);
    return cold;
  }

  it('builds what no cache has, keeps it, and says what came of it', async () => {
    const result = await warmed();
    assert.deepEqual(annotations(result), []);
    const kinds = new Set(service.keys().map((key) => key.replace(/-.*/, '')));
    assert.deepEqual([...kinds].sort(), ['debugger', 'emulator', 'rootfs', 'runtime', 'toolchain']);
    const { outputs, summary, log } = result;
    for (const { key } of JSON.parse(outputs.metadata ?? '').components)
      assert.ok(service.keys().includes(key), key);
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
    const first = await warmed();
    const counted = await countPrograms(join(directory, 'counted'), COMPILERS);
    const warm = await step({ tags: newImage(), 'cache-from': 'type=gha' }, { env: { PATH: counted.path } });
    assert.equal(warm.code, 0, warm.log);
    assert.deepEqual(hits(warm), ALL);
    assert.equal(warm.outputs['cache-hit'], 'true');
    assert.deepEqual(await counted.started(), []);
    assert.equal(warm.outputs.digest, first.outputs.digest);
  });

  it('starts no compiler on a machine without any cache when a release has published the components', async () => {
    const components = `${registry.host}/test/components`;
    const released = await step({
      tags: newImage(),
      'cache-from': `type=registry,ref=${components}\ntype=local,src=${machineCache}`,
      'cache-to': `type=registry,ref=${components}`,
    });
    assert.equal(released.code, 0, released.log);
    const empty = await startCacheService();
    try {
      const counted = await countPrograms(join(directory, 'prebuilt'), COMPILERS);
      const first = await step(
        { tags: newImage(), 'cache-from': 'type=gha', prebuilt: components },
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

  it('does nothing when the registry has the image, and gives the same outputs', async () => {
    const first = await warmed();
    const before = (await registry.requests()).length;
    const again = await step(
      { tags: first.outputs.tags ?? '' },
      { env: { ACTIONS_RESULTS_URL: service.env.ACTIONS_RESULTS_URL ?? '' } },
    );
    assert.equal(again.outputs.skipped, 'true', again.log);
    const same = ['image', 'digest', 'tags', 'profile', 'subject-name', 'subject-digest'];
    for (const name of same) assert.equal(again.outputs[name], first.outputs[name]);
    const parts = (result: StepResult) =>
      JSON.parse(result.outputs.metadata ?? '').components.map((part: object) => ({
        ...part,
        cacheHit: true,
      }));
    assert.deepEqual(parts(again), parts(first));
    assert.ok(
      !(await registry.requests()).slice(before).some((request) => /^(PUT|POST|PATCH)/.test(request)),
    );
  });

  it('gives an image that is there the tags that it lacks', async () => {
    const first = await warmed();
    const { tags = '' } = first.outputs;
    const more = tags.replace(/:latest$/, ':v2');
    const tagged = await step({ tags: `${more}\n${tags}` });
    assert.equal(tagged.outputs.skipped, 'true', tagged.log);
    assert.equal(tagged.outputs.image, `${more}@${first.outputs.digest}`);
    const inspected = await run(
      'skopeo',
      ['inspect', '--tls-verify=false', `--creds=ci:${PASSWORD}`, `docker://${more}`],
      {},
    );
    assert.equal(JSON.parse(inspected.stdout).Digest, first.outputs.digest);
  });

  it('builds when it is told not to skip, or an input is another', async () => {
    const { outputs } = await warmed();
    const told = await step({ tags: outputs.tags ?? '', 'skip-if-exists': 'false' });
    assert.deepEqual([told.outputs.skipped, told.outputs.digest], ['false', outputs.digest]);
    const labelled = await step({ tags: outputs.tags ?? '', labels: 'a=b' });
    assert.equal(labelled.outputs.skipped, 'false', labelled.log);
    assert.notEqual(labelled.outputs.digest, outputs.digest);
    assert.deepEqual(hits(labelled), ALL);
  });

  it('builds only what depends on an input that changed', async () => {
    await warmed();
    const changed = await step({ tags: newImage(), accelerate: 'none' });
    assert.deepEqual(hits(changed), { ...ALL, runtime: 'false' });
  });

  it('builds anew what is damaged in the cache, with one warning', async () => {
    await warmed();
    await service.corrupt('runtime-');
    const result = await step({ tags: newImage(), 'cache-from': 'type=gha' });
    assert.equal(result.code, 0, result.log);
    assert.deepEqual(hits(result), { ...ALL, runtime: 'false' });
    assert.equal(annotations(result).length, 1, result.log);
    assert.match(annotations(result)[0] ?? '', /::warning::.*damaged entry/);
    const later = await step({ tags: newImage(), 'cache-from': 'type=gha' });
    assert.deepEqual(hits(later), ALL);
  });

  for (const mode of ['down', 'read-only', 'full'] as const) {
    it(`goes on, with one warning, when the cache service is ${mode}`, async () => {
      await warmed();
      // Something to build, or nothing would be saved.
      service.remove('runtime-');
      service.mode = mode;
      const result = await step({ tags: newImage(), labels: `mode=${mode}` }).finally(() => {
        service.mode = 'normal';
      });
      assert.equal(result.code, 0, result.log);
      assert.equal(annotations(result).length, 1, result.log);
      assert.match(annotations(result)[0] ?? '', /^::warning::GitHub's cache/);
    });
  }

  it('goes on, with one warning, when the cache-mode of the job is to read', async () => {
    await warmed();
    service.remove('runtime-');
    const result = await step(
      { tags: newImage(), labels: 'mode=read' },
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
      service.mode = mode;
      const result = await step({
        rootfs,
        toolchain: 'buildroot',
        'buildroot-version': '2023.02',
        'buildroot-source': standin.tarball,
        'buildroot-config': config,
        'buildroot-dl-dir': standin.dlDir,
        tags: newImage(),
      }).finally(async () => {
        service.mode = 'normal';
        await standin.remove();
      });
      assert.match(result.log, /glibc 1\.0 failed/);
      assert.match(result.log, /--- post[\s\S]*keeping unfinished work for the next run: buildroot-/);
      assert.equal(result.log.match(/^::warning::GitHub's cache/gm)?.length, 1, result.log);
    });
  }

  it('goes on where there is no cache service at all', async () => {
    const none = { ACTIONS_CACHE_SERVICE_V2: '', ACTIONS_RESULTS_URL: '', ACTIONS_RUNTIME_TOKEN: '' };
    const result = await step({ tags: newImage() }, { env: none });
    assert.equal(result.code, 0, result.log);
    assert.deepEqual(annotations(result), []);
  });

  it('can run twice at once with the same keys', async () => {
    service.remove('runtime-');
    service.remove('toolchain-');
    const both = await Promise.all([step({ tags: newImage() }), step({ tags: newImage() })]);
    for (const result of both) {
      assert.equal(result.code, 0, result.log);
      assert.deepEqual(annotations(result), []);
    }
    assert.equal(both[0]?.outputs.digest, both[1]?.outputs.digest);
    const entries = service.keys().filter((key) => key.startsWith('toolchain-'));
    assert.equal(new Set(entries).size, entries.length);
  });

  for (const how of ['cancelled', 'killed'] as const) {
    it(`goes on where a run that was ${how} was, and leaves nothing behind`, async () => {
      await warmed();
      service.remove('runtime-');
      service.remove('toolchain-');
      const pids = join(directory, `pids-${how}`);
      // The runtime's make is there, but never ends: everything before it is in the cache by then.
      const stuck = `[ "$1" = --version ] && exit; echo $$ >>${pids}; exec sleep 600`;
      const { path } = await countPrograms(join(directory, how), ['make'], { make: stuck });
      const cut = await step(
        { tags: newImage() },
        {
          env: { PATH: path },
          async started(main) {
            while (!existsSync(pids)) await sleep(100);
            if (how === 'cancelled') await cancel(main);
            else main.kill('SIGKILL');
          },
        },
      );
      assert.equal(cut.code, how === 'cancelled' ? 130 : null, cut.log);
      if (how === 'killed') await run('sh', ['-c', `kill $(cat ${pids})`], {});
      else await assert.rejects(run('sh', ['-c', `kill -0 $(tail -1 ${pids})`], {}));
      const next = await step({ tags: newImage(), 'cache-from': 'type=gha' });
      assert.deepEqual(hits(next), { ...ALL, runtime: 'false' }, next.log);
    });
  }

  it('moves no cursor', () => {
    assert.ok(logs.length > 10);
    for (const log of logs) for (const code of ['\r', '\u001b[']) assert.ok(!log.includes(code), log);
  });

  it('never prints a secret', () => {
    const secrets = [
      PASSWORD,
      Buffer.from(`ci:${PASSWORD}`).toString('base64'),
      service.env.ACTIONS_RUNTIME_TOKEN ?? '?',
      'sig=',
    ];
    assert.ok(logs.length > 10);
    for (const log of logs) {
      // The runner itself is told what to hide, and hides it.
      const shown = log
        .split('\n')
        .filter((line) => !line.startsWith('::add-mask::'))
        .join('\n');
      for (const secret of secrets) assert.ok(!shown.includes(secret), shown);
    }
  });
});
