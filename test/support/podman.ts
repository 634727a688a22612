import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunOptions, type RunResult, run } from '../../scripts/lib/run.ts';
import type { Scope } from '../../scripts/lib/scope.ts';
import { asRunner, type Job, makeJob, RUNNER } from '../../scripts/lib/workbench/step.ts';

/** A podman with storage of its own, of which nothing is left, and with limits that every machine can give. */
export interface Podman {
  run(args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** A job whose steps find this podman, and no Docker. */
  job(): Promise<Job>;
}

/** Root's. */
export async function rootPodman(scope: Scope): Promise<Podman> {
  const env = await settings(await scope.tempDir('podman'));
  const podman: Podman['run'] = (args, options) => run('podman', args, { ...options, env });
  scope.defer(async () => void (await podman(['system', 'reset', '--force'], { ignoreExitCode: true })));
  return { run: podman, job: () => makeJob(scope, env, true) };
}

/**
 * That of a user who is not root, as on GitHub's runners. The user and its range of ids (subuid(5)) are seen only by
 * what is started here.
 */
export async function rootlessPodman(scope: Scope): Promise<Podman> {
  const directory = await scope.tempDir('podman');
  const home = join(directory, 'home');
  const own = { HOME: home, XDG_RUNTIME_DIR: join(directory, 'runtime') };
  const env = { ...(await settings(directory)), ...own };
  for (const path of [directory, ...Object.values(own)]) {
    await mkdir(path, { recursive: true });
    await chown(path, RUNNER, RUNNER);
  }
  const before = [...(await withUser(directory, home))];
  const podman: Podman['run'] = (args, options) => {
    const [program = '', ...all] = [...before, ...asRunner(['podman', ...args])];
    return run(program, all, { cwd: directory, ...options, env });
  };
  scope.defer(async () => {
    // In this order: migrate ends the process that holds the user namespace, which reset starts again.
    for (const verb of [['reset', '--force'], ['migrate']])
      await podman(['system', ...verb], { ignoreExitCode: true });
  });
  return { run: podman, job: () => makeJob(scope, env, false, before) };
}

async function settings(directory: string): Promise<Record<string, string>> {
  const env = {
    CONTAINERS_STORAGE_CONF: join(directory, 'storage.conf'),
    CONTAINERS_CONF: join(directory, 'containers.conf'),
    DOCKER_HOST: 'unix:///none/docker.sock',
  };
  const storage = { driver: 'vfs', graphroot: join(directory, 'root'), runroot: join(directory, 'run') };
  const lines = Object.entries(storage).map(([name, value]) => `${name} = "${value}"`);
  await writeFile(env.CONTAINERS_STORAGE_CONF, ['[storage]', ...lines, ''].join('\n'));
  const limits = 'default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]';
  const engine = ['[engine]', 'runtime = "runc"', 'cgroup_manager = "cgroupfs"', 'events_logger = "file"'];
  await writeFile(env.CONTAINERS_CONF, [...engine, '[containers]', limits, ''].join('\n'));
  return env;
}

/** A command that starts the one behind it where /etc has the user, in a mount namespace of its own. */
async function withUser(directory: string, home: string): Promise<readonly string[]> {
  const files = {
    passwd: `root:x:0:0::/root:/bin/sh\nrunner:x:${RUNNER}:${RUNNER}::${home}:/bin/sh\n`,
    group: `root:x:0:\nrunner:x:${RUNNER}:\n`,
    subuid: 'runner:200000:65536\n',
    subgid: 'runner:200000:65536\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  const script = `for file in ${Object.keys(files).join(' ')}; do mount --bind "$0/$file" "/etc/$file"; done; exec "$@"`;
  // Not sh: dash drops variables such as INPUT_COMPILER-CACHE.
  return ['unshare', '--mount', 'bash', '-e', '-c', script, directory];
}
