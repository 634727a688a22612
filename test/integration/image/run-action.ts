import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Product } from '../../../scripts/lib/workbench/product.ts';
import type { Job, Step, StepEnd } from '../../../scripts/lib/workbench/step.ts';
import { engineJob } from '../../support/engine-job.ts';

/** The run action as a workflow uses it: its bundle, by a user who is not root, in the real engine. */
export async function runAction(t: TestContext, { engine, image, scope }: Product): Promise<void> {
  const job = await engineJob(engine, scope);
  const start = (inputs: Record<string, string>, env?: Record<string, string>) =>
    job.start('run.js', { image, ...inputs }, env);
  const step = async (inputs: Record<string, string>, env?: Record<string, string>) =>
    (await start(inputs, env)).ended;
  const post = async (main: Step) => {
    const kept = Object.entries(await main.state()).map(([name, value]) => [`STATE_${name}`, value]);
    return (await job.start('run-post.js', {}, Object.fromEntries(kept))).ended;
  };

  await t.test('runs a script in the workspace, compiling what is there', async () => {
    await writeFile(join(job.workspace, 't.c'), 'int main(void) { int x; return 4; }\n');
    const { code, log } = await step({ run: 'gcc -Wall t.c -o t\n./t || echo "gave $?"\nuname -m; pwd' });
    assert.equal(code, 0, log);
    assert.match(log, new RegExp(`gave 4\\naarch64\\n${job.workspace}\\n`));
    const begin = log.search(/^::add-matcher::.*gcc-matcher\.json$/m);
    const warning = log.search(/^t\.c:1:.*warning: unused variable/m);
    assert.ok(begin >= 0 && warning >= 0, log);
    assert.match(log, /^::remove-matcher owner=arm64-on-x86-gcc::$/m);
  });

  await t.test("leaves files to the runner's user, also in a directory that root made", async () => {
    const run =
      'umask 077; mkdir -p out/a && touch out/a/b && ln -s /root/none out/link; echo x > "$HOME/.x"';
    assert.equal((await step({ run })).code, 0);
    for (const path of ['out', 'out/a', 'out/a/b'])
      assert.equal((await stat(join(job.workspace, path))).uid, job.uid, path);
    assert.equal((await stat(join(job.temp, '_github_home/.x'))).uid, job.uid);
  });

  await t.test("is the runner's user when it is asked to be", async () => {
    const { log, code } = await step({ run: 'id -u; touch mine; echo $HOME > "$HOME/.y"', user: 'runner' });
    assert.equal(code, 0, log);
    assert.match(log, new RegExp(`^${job.uid}$`, 'm'));
    assert.equal((await stat(join(job.workspace, 'mine'))).uid, job.uid);
  });

  await t.test('hands on outputs, variables, paths and the summary', () => commandFiles(step));
  await t.test('passes the exit code on, and says so', async () => {
    const { code, log, outputs } = await step({ run: 'exit 42\necho never' });
    assert.deepEqual([code, outputs['exit-code']], [42, '42']);
    assert.match(log, /^::error .*::the script ended with exit code 42$/m);
    assert.doesNotMatch(log, /never/);
  });
  await t.test('hands on variables, and shows no secret on a command line', () =>
    secrets(job, start, engine),
  );
  await t.test('has the HOME that is named, else one of the runner', async () => {
    assert.match((await step({ run: 'echo $HOME', env: 'HOME=/opt' })).log, /^\/opt$/m);
    assert.match((await step({ run: 'echo $HOME' })).log, new RegExp(`^${job.temp}/_github_home$`, 'm'));
  });
  await t.test('asks for a compiler cache when it is told to, not for an image without ccache', async () => {
    const asked = /^this runner has no cache service/m;
    assert.doesNotMatch((await step({ run: 'true' })).log, asked);
    const { log } = await step({ run: 'echo "in $CCACHE_DIR"', 'compiler-cache': 'true' });
    assert.match(log, asked);
    assert.match(log, /^in \/.*\/ccache-/m);
  });
  await t.test('takes shells as the runner does', () => shells(step));
  await t.test('has git that works in the workspace', async () => {
    const { log } = await step({
      run: 'command -v git || echo none; git config --get safe.directory || true',
    });
    assert.match(log, /^(none|\*)$/m);
  });

  await t.test('says what is wrong', async () => {
    const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
      [{ run: '' }, /^::error .*::run is required/m],
      [
        { run: 'true', 'working-directory': 'none' },
        /^::error .*::working-directory: \S+none is no dir.*%0Ahint/m,
      ],
      [
        { run: 'true', image: '127.0.0.1:1/none' },
        /^::error .*::image: 127\.0\.0\.1:1\/none cannot .*%0Ahint/m,
      ],
      [{ run: 'true', options: '"' }, /^::error .*::options: a quote/m],
    ];
    for (const [inputs, message] of cases) {
      const { code, log } = await step(inputs);
      assert.equal(code, 1, log);
      assert.match(log, message);
    }
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const)
    await t.test(`is over, container and all, after ${signal} and post`, async () => {
      const main = await start({ run: 'touch started; trap "" TERM INT; sleep 1000' });
      // The job's container of an earlier test still runs.
      const running = async () =>
        (await engine.run(['ps', '--quiet', '--filter', 'name=arm64-on-x86-'])).stdout;
      await written('started', job, main);
      const exited = once(main.child, 'exit');
      // The process of the bundle itself: setpriv became it.
      main.child.kill(signal);
      const [exitCode] = await exited;
      if (signal !== 'SIGKILL') {
        assert.equal(exitCode, signal === 'SIGINT' ? 130 : 143);
        assert.equal(await running(), '');
      }
      const { code, log } = await post(main);
      assert.deepEqual([code, log], [0, '']);
      assert.equal(await running(), '');
      await main.ended;
      assert.equal((await stat(join(job.workspace, 'started'))).uid, job.uid);
      const left = (await readdir(job.temp)).filter((name) => /^arm64-on-x86-(?!unfinished)/.test(name));
      assert.deepEqual(left, []);
      await engine.run(['run', '--rm', '--volume', `${job.workspace}:/w`, image, 'rm', '/w/started']);
    });
}

type RunStep = (inputs: Record<string, string>, env?: Record<string, string>) => Promise<StepEnd>;

async function commandFiles(step: RunStep): Promise<void> {
  const run = `echo "answer=42" >> "$GITHUB_OUTPUT"
echo "SEEN=yes" >> "$GITHUB_ENV"
echo /opt/tool >> "$GITHUB_PATH"
echo "## It is done" >> "$GITHUB_STEP_SUMMARY"
echo "::notice::from inside"
echo "temp" > "$RUNNER_TEMP/file"`;
  const { outputs, variables, paths, summary, log } = await step({ run });
  assert.equal(outputs.answer, '42');
  assert.deepEqual(variables, { SEEN: 'yes' });
  assert.equal(paths, '/opt/tool\n');
  assert.equal(summary, '## It is done\n');
  assert.match(log, /^::notice::from inside$/m);
}

async function secrets(
  job: Job,
  start: (inputs: Record<string, string>, env: Record<string, string>) => ReturnType<Job['start']>,
  { run: docker }: Product['engine'],
): Promise<void> {
  const secret = 'gehe\nim-4711';
  const run =
    'echo "$(printf %s "$TOKEN" | wc -c) $PLAIN $DOCKER_HOST"; touch seen; while [ -e seen ]; do sleep 0.2; done';
  const inputs = { run, env: 'TOKEN\nPLAIN=a b\nDOCKER_HOST=inside' };
  const started = await start(inputs, { TOKEN: secret, ACTIONS_RUNTIME_TOKEN: 'never-inside' });
  await written('seen', job, started);
  const lines = await commandLines();
  const [id = ''] = (await docker(['ps', '--quiet'])).stdout.split('\n');
  const { stdout } = await docker(['inspect', '--format', '{{json .Config.Env}}', id]);
  await docker(['exec', id, 'rm', join(job.workspace, 'seen')]);
  const { code, log } = await started.ended;
  assert.equal(code, 0, log);
  assert.match(log, /^12 a b inside$/m);
  assert.ok(lines.some((line) => line.includes('--env\0TOKEN')));
  assert.ok(!lines.some((line) => line.includes('im-4711')));
  assert.ok(!log.includes('im-4711'));
  assert.ok(!stdout.includes('never-inside'));
}

/** Waits until the step's script has made the file; fails with its log where it ends before. */
async function written(file: string, job: Job, { ended }: Step): Promise<void> {
  const made = async () => (await readdir(job.workspace)).includes(file);
  let over: StepEnd | undefined;
  void ended.then((end) => (over = end));
  while (!(await made())) {
    if (over !== undefined) assert.fail(over.log);
    await sleep(200);
  }
}

/** What everybody on this machine sees of its processes (proc(5), cmdline). */
async function commandLines(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
}

async function shells(step: RunStep): Promise<void> {
  const fails = 'false | true\necho "went on, $BASH_VERSION"';
  assert.equal((await step({ run: fails, shell: 'bash' })).code, 1);
  assert.match((await step({ run: fails })).log, /^went on, 5/m);
  assert.match((await step({ run: fails, shell: 'sh' })).log, /^went on, $/m);
  const { log } = await step({
    run: 'print "perl in $ENV{PWD}\\n"',
    shell: 'perl {0}',
    'working-directory': '/tmp',
  });
  assert.match(log, /^perl in \/tmp$/m);
}
