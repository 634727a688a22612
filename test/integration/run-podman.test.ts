// The run action where there is no Docker: podman, as root, with an image that is a shell and little more.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { findProgram, isRoot } from '../../scripts/lib/root.ts';
import { run } from '../../scripts/lib/run.ts';
import { type Scope, withScope } from '../../scripts/lib/scope.ts';
import { tarOf } from '../support/rootfs-tar.ts';
import { makeJob } from '../support/step.ts';

const podman = findProgram('podman');
const busybox = findProgram('busybox');
const skip =
  podman === undefined || busybox === undefined || !isRoot() ? 'podman, busybox and root are needed' : false;

test('the run action, with podman', { skip }, async (t) => {
  await withScope(async (scope) => {
    const env = { ...(await ownPodman(scope)), DOCKER_HOST: 'unix:///none/docker.sock' };
    const image = 'localhost/tiny:latest';
    const archive = join(await scope.tempDir('tiny'), 'tiny.tar');
    await writeFile(archive, await tinyRoot(busybox ?? ''));
    await run(podman ?? '', ['import', archive, image], { env, signal: scope.signal });
    const job = await makeJob(scope, env, true);
    const start = (script: string, user = '') =>
      job.start('run.js', { image, run: script, user, options: '--network none', 'compiler-cache': 'false' });

    await t.test('runs the script, and passes its exit code on', async () => {
      const { code, log, outputs } = await (
        await start('echo "$0 as $(id -u)"; echo a=b >> "$GITHUB_OUTPUT"; exit 7')
      ).ended;
      assert.equal(code, 7, log);
      assert.match(log, / as 0$/m);
      assert.equal(outputs.a, 'b');
    });

    await t.test('gives files of another user back', async () => {
      const { code, log } = await (await start('touch "$HOME/x"; chown 5:5 "$HOME/x"; touch y')).ended;
      assert.equal(code, 0, log);
      const { stdout } = await run('stat', ['-c', '%u', join(job.workspace, 'y')]);
      assert.equal(stdout, '0');
    });

    await t.test('leaves no container when it is cancelled', async () => {
      const { child, ended, state } = await start('echo started; trap "" TERM; sleep 1000');
      await new Promise((resolve) =>
        child.stdout?.on('data', (data) => /started/.test(data) && resolve(data)),
      );
      child.kill('SIGINT');
      assert.equal((await ended).code, 130);
      // On a busy machine main has to leave some of it to post, which a runner starts in any case.
      const kept = Object.entries(await state()).map(([name, value]) => [`STATE_${name}`, value]);
      const post = await (await job.start('run-post.js', {}, Object.fromEntries(kept))).ended;
      assert.deepEqual([post.code, post.log], [0, '']);
      const { stdout } = await run(podman ?? '', ['ps', '--all', '--quiet'], { env });
      assert.equal(stdout, '');
    });
  });
});

/** Podman with storage of its own and what a machine lets it do, for its containers and images are to leave no trace. */
async function ownPodman(scope: Scope): Promise<Record<string, string>> {
  const directory = await scope.tempDir('podman');
  const env = {
    CONTAINERS_STORAGE_CONF: join(directory, 'storage.conf'),
    CONTAINERS_CONF: join(directory, 'containers.conf'),
  };
  const storage = { driver: 'vfs', graphroot: join(directory, 'root'), runroot: join(directory, 'run') };
  const lines = Object.entries(storage).map(([name, value]) => `${name} = "${value}"`);
  await writeFile(env.CONTAINERS_STORAGE_CONF, ['[storage]', ...lines, ''].join('\n'));
  const limits = 'default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]';
  const engine = ['[engine]', 'runtime = "runc"', 'cgroup_manager = "cgroupfs"', 'events_logger = "file"'];
  await writeFile(env.CONTAINERS_CONF, [...engine, '[containers]', limits, ''].join('\n'));
  scope.defer(async () => {
    await run(podman ?? '', ['system', 'reset', '--force'], { env, ignoreExitCode: true });
  });
  return env;
}

async function tinyRoot(program: string): Promise<Buffer> {
  const names = ['sh', 'id', 'chown', 'touch', 'sleep', 'echo'];
  return tarOf([
    { path: 'bin/busybox', bytes: await readFile(program) },
    ...names.map((name) => ({ path: `bin/${name}`, link: 'busybox' })),
    { path: 'tmp/' },
  ]);
}
