// The run action where there is no Docker: podman, root's and another user's, with an image that is a shell and little
// more.
import assert from 'node:assert/strict';
import { chmod, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findProgram, isRoot } from '../../scripts/lib/root.ts';
import { type Scope, withScope } from '../../scripts/lib/scope.ts';
import type { Step } from '../../scripts/lib/workbench/step.ts';
import { type Podman, rootlessPodman, rootPodman } from '../support/podman.ts';
import { tinyRoot } from '../support/tiny-image.ts';

const IMAGE = 'localhost/tiny:latest';

/** Why a test cannot be run here; false when it can. */
function without(...programs: readonly string[]): string | false {
  if (!isRoot()) return 'root is needed';
  const missing = programs.filter((name) => findProgram(name) === undefined);
  return missing.length === 0 ? false : `not installed: ${missing.join(', ')}`;
}

test("the run action, with root's podman", { skip: without('podman', 'busybox') }, async (t) => {
  await withScope(async (scope) => {
    const podman = await rootPodman(scope);
    await importTiny(podman, scope);
    await runAction(t, podman);
  });
});

test('the run action, with rootless podman', {
  skip: without('podman', 'busybox', 'newuidmap'),
}, async (t) => {
  await withScope(async (scope) => {
    const podman = await rootlessPodman(scope);
    // Not every machine lets its users have namespaces: user_namespaces(7), or a container's seccomp profile.
    const { code, stderr } = await podman.run(['unshare', 'true'], { ignoreExitCode: true });
    if (code !== 0) return t.skip(`podman unshare fails here: ${stderr}`);
    await importTiny(podman, scope);
    await runAction(t, podman);
    await t.test("keeps the script's exit code when a file cannot be given back", () => foreignFile(podman));
  });
});

async function runAction(t: TestContext, podman: Podman): Promise<void> {
  const job = await podman.job();
  const start = (script: string, inputs: Record<string, string> = {}) =>
    job.start('run.js', {
      ...{ image: IMAGE, run: script, options: '--network none', 'compiler-cache': 'false' },
      ...inputs,
    });

  await t.test('runs the script, and passes its exit code on', async () => {
    const { code, log, outputs } = await (
      await start('echo "$0 as $(id -u) in $HOME"; echo a=b >> "$GITHUB_OUTPUT"; exit 7', {
        env: 'HOME=/tmp',
      })
    ).ended;
    assert.equal(code, 7, log);
    assert.match(log, / as 0 in \/tmp$/m);
    assert.equal(outputs.a, 'b');
  });

  await t.test('gives files of another user back', async () => {
    const { code, log } = await (await start('touch "$HOME/x"; chown 5:5 "$HOME/x"; touch y')).ended;
    assert.equal(code, 0, log);
    for (const file of [join(job.temp, '_github_home/x'), join(job.workspace, 'y')])
      assert.equal((await stat(file)).uid, job.uid, file);
  });

  await t.test("has the runner's user when it is asked to", async () => {
    const { code, log } = await (await start('touch mine', { user: 'runner' })).ended;
    assert.equal(code, 0, log);
    assert.equal((await stat(join(job.workspace, 'mine'))).uid, job.uid);
  });

  await t.test('leaves no container when it is cancelled', async () => {
    const step = await start('echo started; trap "" TERM; sleep 1000');
    const { child, ended, state } = step;
    await untilSaid(step, /started/);
    child.kill('SIGINT');
    assert.equal((await ended).code, 130);
    // On a busy machine main has to leave some of it to post, which a runner starts in any case.
    const kept = Object.entries(await state()).map(([name, value]) => [`STATE_${name}`, value]);
    const post = await (await job.start('run-post.js', {}, Object.fromEntries(kept))).ended;
    assert.deepEqual([post.code, post.log], [0, '']);
    assert.equal((await podman.run(['ps', '--all', '--quiet'])).stdout, '');
  });
}

/** A file that root writes meanwhile is nobody's in the user namespace of another user. */
async function foreignFile(podman: Podman): Promise<void> {
  const job = await podman.job();
  const run = 'echo started; while ! [ -e root-file ]; do sleep 0.1; done; exit 7';
  const inputs = { image: IMAGE, run, options: '--network none', 'compiler-cache': 'false' };
  const step = await job.start('run.js', inputs);
  await untilSaid(step, /started/);
  await writeFile(join(job.workspace, 'root-file'), '');
  const { code, log } = await step.ended;
  assert.equal(code, 7, log);
  assert.match(log, /^::warning::some files still belong to another user .*root-file/m);
}

/** Waits until the step's log has it; fails with the log where it ends before. */
async function untilSaid({ child, ended }: Step, pattern: RegExp): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (data) => pattern.test(data) && resolve());
    ended.then(({ log }) => reject(new Error(log)), reject);
  });
}

async function importTiny(podman: Podman, scope: Scope): Promise<void> {
  const directory = await scope.tempDir('tiny');
  await chmod(directory, 0o755);
  const archive = join(directory, 'tiny.tar');
  await writeFile(archive, await tinyRoot());
  await podman.run(['import', archive, IMAGE], { signal: scope.signal });
}
