import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { cacheDirectory } from '../../../scripts/lib/cache-directory.ts';
import { fetchGuestPackages } from '../../../scripts/lib/guest-packages.ts';
import { type RunOptions, run } from '../../../scripts/lib/run.ts';
import type { Product } from '../../../scripts/lib/workbench/product.ts';
import { debianRootfs } from '../../../scripts/lib/workbench/rootfs.ts';

/**
 * A job's container, as GitHub's runner starts it and runs steps in it (actions/runner,
 * ContainerOperationProvider).
 */
interface JobContainer {
  readonly id: string;
  /** The runner's directories outside. */
  readonly work: string;
  /** PATH of the image, as the runner reads it. */
  readonly path: string;
  exec(command: readonly string[], options?: RunOptions & { flags?: readonly string[] }): Promise<string>;
  /** A `run:` step, whose script the runner writes to a file. */
  script(text: string, flags?: readonly string[]): Promise<string>;
}

/** A workflow's `container:` is our image, on a runner for x86-64. */
export async function containerJob(t: TestContext, product: Product): Promise<void> {
  const job = await startJob(product);
  await t.test('starts, and is what the runner wants to know', async () => {
    const { stdout } = await product.engine.run([
      'ps',
      '--quiet',
      '--filter',
      'status=running',
      '--no-trunc',
    ]);
    assert.ok(stdout.split('\n').includes(job.id));
    assert.match(job.path, /^\/x86_64\/enter:/);
    // Thus the runner finds out whether it has to bring a Node.js for musl.
    assert.match(await job.exec(['sh', '-c', 'cat /etc/*release | grep ^ID']), /^ID=\w+$/m);
  });

  await t.test('runs scripts of steps, as root, in the workspace', async () => {
    const text = 'uname -m; pwd; echo "$HOME"; echo hello > made; false\necho never';
    await assert.rejects(job.script(text), /exit code 1.*\naarch64\n\/__w\/r\/r\n\/github\/home$/s);
    assert.equal((await stat(join(job.work, 'r/r/made'))).uid, process.getuid?.());
    const bash = [
      'bash',
      '--noprofile',
      '--norc',
      '-e',
      '-o',
      'pipefail',
      await job.file('echo $BASH_VERSION'),
    ];
    assert.match(await job.exec(bash), /^5\./);
    assert.equal(await job.exec(['perl', await job.file('print "perl\\n"')]), 'perl');
  });

  await t.test('takes paths that earlier steps have put before others', async () => {
    const tool = join(job.work, '_temp/tool');
    await mkdir(tool);
    await writeFile(join(tool, 'ours'), '#!/bin/sh\necho "ours, $PATH"\n', { mode: 0o755 });
    const flags = ['--env', `PATH=/__w/_temp/tool:${job.path}`];
    const output = await job.script('ours; gcc -print-prog-name=cc1', flags);
    assert.match(output, /^ours, \/__w\/_temp\/tool:\/usr\/local\/sbin:/);
    assert.doesNotMatch(output, /x86_64\/enter/);
    assert.match(output, /^\/x86_64\/host\/.*cc1$/m);
  });

  await t.test(
    "runs JavaScript actions with the runner's own Node.js, whose children are guests",
    async () => {
      const action = await installAction(job, STARTER);
      const said = JSON.parse(
        await job.exec(['/__e/node24/bin/node', action], { flags: ['--env', 'INPUT_WORD=w o'] }),
      );
      assert.deepEqual(said, {
        ...{ arch: 'x64', machine: 'aarch64', word: 'w o', missing: 'ENOENT', code: 3, shell: 'a b' },
        ...{ library: true, unpacked: 'content', found: '/usr/bin/tar', piped: 'TEXT' },
      });
    },
  );

  await t.test('has what actions/checkout needs, once there is git', async () => {
    await installGit(product, job);
    const action = await installAction(job, CHECKOUT);
    const flags = ['--env', 'GITHUB_WORKSPACE=/__w/r/r'];
    const said = JSON.parse(await job.exec(['/__e/node24/bin/node', action], { flags }));
    assert.match(said.version, /^git version 2\./);
    assert.deepEqual([said.branch, said.content, said.clean], ['main', 'from the other side', '']);
    // The owner of the workspace is the runner's user, in the container root is at work.
    await chownTo(product, job, '1001:1001');
    assert.equal(await job.script('git log --format=%s'), 'first');
  });
}

type Job = JobContainer & { file(text: string): Promise<string> };

async function startJob({ engine, image, scope }: Product): Promise<Job> {
  const top = await scope.tempDir('container-job');
  await chmod(top, 0o755);
  const work = join(top, '_work');
  const temp = join(work, '_temp');
  const node = join(top, 'externals/node24/bin');
  const directories = ['_actions', '_tool', 'r/r', '_temp/_github_home', '_temp/_github_workflow'];
  for (const path of [...directories.map((name) => join(work, name)), node])
    await mkdir(path, { recursive: true });
  await copyFile(process.execPath, join(node, 'node'));
  const mounts = [
    ...[`${work}:/__w`, `${top}/externals:/__e:ro`, `${temp}:/__w/_temp`, `${work}/_actions:/__w/_actions`],
    ...[
      `${work}/_tool:/__t`,
      `${temp}/_github_home:/github/home`,
      `${temp}/_github_workflow:/github/workflow`,
    ],
  ];
  const { stdout } = await engine.run([
    ...['create', '--workdir', '/__w/r/r', '--network', 'none'],
    ...['--env', 'HOME=/github/home', '--env', 'GITHUB_ACTIONS=true', '--env', 'CI=true'],
    ...mounts.flatMap((mount) => ['--volume', mount]),
    ...['--entrypoint', 'tail', image, '-f', '/dev/null'],
  ]);
  const id = stdout.trim();
  scope.defer(async () => {
    await engine.run(['rm', '--force', id], { signal: new AbortController().signal });
  });
  await engine.run(['start', id]);
  const config = await engine.run(['inspect', '--format', '{{range .Config.Env}}{{println .}}{{end}}', id]);
  const path = /^PATH=(.*)$/m.exec(config.stdout)?.[1] ?? '';
  let count = 0;
  const exec: Job['exec'] = async (command, { flags = [], ...options } = {}) => {
    const args = ['exec', '--interactive', '--workdir', '/__w/r/r', ...flags, id, ...command];
    return (await engine.run(args, options)).stdout;
  };
  const file = async (text: string) => {
    const name = `${count++}.sh`;
    await writeFile(join(temp, name), `${text}\n`);
    return `/__w/_temp/${name}`;
  };
  const script: Job['script'] = async (text, flags = []) => exec(['sh', '-e', await file(text)], { flags });
  return { id, work, path, exec, file, script };
}

/** Puts a main.js where the runner unpacks actions; returns its path inside. */
async function installAction({ work }: Job, source: string): Promise<string> {
  const directory = join(work, '_actions/o/a/v1');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'main.js'), source);
  return '/__w/_actions/o/a/v1/main.js';
}

/** Unpacked outside, where that is native, and without a network. */
async function installGit({ engine, scope }: Product, { id }: Job): Promise<void> {
  const { files } = await fetchGuestPackages(['git'], await debianRootfs(scope), cacheDirectory(), scope);
  const directory = await scope.tempDir('git');
  const unpack = 'for deb; do dpkg-deb --fsys-tarfile "$deb" > "$(basename "$deb").tar"; done';
  await run('sh', ['-ec', unpack, 'sh', ...files], { cwd: directory, signal: scope.signal });
  await engine.run(['cp', directory, `${id}:/tmp/git`]);
  const install = 'for tar in /tmp/git/*.tar; do tar -xf "$tar" -C / --keep-directory-symlink; done';
  await engine.run(['exec', id, 'sh', '-ec', install]);
}

async function chownTo({ engine }: Product, { id }: Job, owner: string): Promise<void> {
  await engine.run(['exec', id, 'chown', '-R', owner, '/__w/r']);
}

/** A stand-in for what actions do: it starts programs by name and by path, through pipes and shells, and fails to. */
const STARTER = `
const { execFileSync, execSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const text = (file, args, options) => execFileSync(file, args, { encoding: 'utf8', ...options }).trim();
fs.mkdirSync('/tmp/a', { recursive: true });
fs.writeFileSync('/tmp/a/f', 'content');
text('tar', ['-czf', '/tmp/a.tgz', '-C', '/tmp', 'a']);
fs.rmSync('/tmp/a', { recursive: true });
text('/bin/tar', ['-xzf', '/tmp/a.tgz', '-C', '/tmp']);
console.log(JSON.stringify({
  arch: process.arch,
  machine: text('uname', ['-m']),
  word: process.env.INPUT_WORD,
  missing: spawnSync('no-such-program').error.code,
  code: spawnSync('sh', ['-c', 'exit 3']).status,
  shell: execSync('printf "%s %s" a b', { encoding: 'utf8' }),
  library: text('/bin/cat', [], { env: { LD_TRACE_LOADED_OBJECTS: '1' } }).includes('aarch64'),
  unpacked: fs.readFileSync('/tmp/a/f', 'utf8'),
  found: text('which', ['tar']),
  piped: text('tr', ['a-z', 'A-Z'], { input: 'text' }),
}));`;

/** A stand-in for actions/checkout: the git commands of it that need something of their surroundings. */
const CHECKOUT = `
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
const workspace = process.env.GITHUB_WORKSPACE;
execFileSync('sh', ['-ec', [
  'git init -q -b main /tmp/origin', 'cd /tmp/origin', 'echo from the other side > file', 'git add file',
  'git -c user.name=a -c user.email=a@b commit -q -m first'].join('\\n')]);
git('config', '--global', '--add', 'safe.directory', workspace);
git('init', '-q', '-b', 'main', workspace);
git('-C', workspace, 'remote', 'add', 'origin', 'file:///tmp/origin');
git('-C', workspace, '-c', 'protocol.version=2', 'fetch', '-q', '--no-tags', '--prune', '--depth=1', 'origin',
  '+refs/heads/main:refs/remotes/origin/main');
git('-C', workspace, 'checkout', '-q', '--force', '-B', 'main', 'refs/remotes/origin/main');
console.log(JSON.stringify({
  version: git('version'),
  branch: git('-C', workspace, 'rev-parse', '--abbrev-ref', 'HEAD'),
  content: readFileSync(workspace + '/file', 'utf8').trim(),
  clean: git('-C', workspace, 'status', '--porcelain', '--untracked-files=no'),
}));`;
