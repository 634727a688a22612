import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ToolError } from '../../../src/errors.ts';
import { ensurePackages } from '../packages.ts';
import { asRoot, findProgram, isRoot, runAsRoot } from '../root.ts';
import { type RunOptions, type RunResult, run } from '../run.ts';
import type { Scope } from '../scope.ts';

/** A container engine that is on this machine, so that it reaches a registry on loopback. */
export interface Engine {
  /** For people: `Docker Engine 20.10.24, started here`. */
  readonly description: string;
  /** Variables by which another program's docker finds it. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the docker (or podman) client. */
  run(args: readonly string[], options?: RunOptions): Promise<RunResult>;
}

const readySeconds = 60;

/** An engine that runs already, or one started in the scope; podman, installed if need be, where Docker can not. */
export async function withDocker(scope: Scope): Promise<Engine> {
  const running = await runningEngine(scope);
  if (running !== undefined) return running;
  try {
    return await startEngine(scope);
  } catch (error) {
    scope.signal.throwIfAborted();
    return podmanEngine(scope).catch(() => {
      throw error; // why there is no Docker is what matters
    });
  }
}

async function runningEngine(scope: Scope): Promise<Engine | undefined> {
  if (findProgram('docker') === undefined) return undefined;
  const endpoint = process.env.DOCKER_HOST;
  if (endpoint && !endpoint.startsWith('unix://')) return undefined;
  const version = await serverVersion(dockerClient({}), scope.signal);
  if (version === undefined) return undefined;
  return {
    description: `Docker Engine ${version}, which was running`,
    env: { ...(endpoint && { DOCKER_HOST: endpoint }) },
    run: inScope(dockerClient({}), scope),
  };
}

/**
 * Starts dockerd in a directory of its own: no bridge, no firewall rules, its own socket. At the end of the scope
 * its containers are removed, it is stopped, and what it mounted and wrote is gone.
 */
export async function startEngine(scope: Scope): Promise<Engine> {
  const dockerd = findProgram('dockerd');
  if (dockerd === undefined || findProgram('docker') === undefined) {
    throw new ToolError('no-docker', 'there is no Docker Engine on this machine', 'install docker.io');
  }
  const directory = await scope.tempDir('docker');
  const socket = `unix://${join(directory, 'docker.sock')}`;
  const env = { DOCKER_HOST: socket, DOCKER_CONFIG: join(directory, 'config') };
  const client = dockerClient(env);
  const log = join(directory, 'dockerd.log');
  scope.defer(() => removeDirectory(directory));
  const daemon = startDaemon(dockerd, directory, socket, log);
  scope.defer(() => stopDaemon(daemon, directory));
  // Registered last, so done first, while the daemon still answers.
  scope.defer(() => removeContainers(client));
  const version = await untilReady(client, daemon, log, scope.signal);
  return { description: `Docker Engine ${version}, started here`, env, run: inScope(client, scope) };
}

function startDaemon(dockerd: string, directory: string, socket: string, log: string): ChildProcess {
  const flags = {
    'data-root': join(directory, 'data'),
    'exec-root': join(directory, 'exec'),
    pidfile: join(directory, 'dockerd.pid'),
    bridge: 'none',
    iptables: 'false',
    group: String(process.getgid?.() ?? 0),
    host: socket,
  };
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  // A process group of its own: ^C must not end it before its containers are removed.
  const [command, all] = asRoot(dockerd, args);
  const daemon = spawn(command, all, { detached: isRoot(), stdio: ['ignore', 'pipe', 'pipe'] });
  const file = createWriteStream(log);
  daemon.stdout?.pipe(file, { end: false });
  daemon.stderr?.pipe(file, { end: false });
  daemon.once('close', () => file.end());
  return daemon;
}

async function untilReady(
  client: Client,
  daemon: ChildProcess,
  log: string,
  signal: AbortSignal,
): Promise<string> {
  let failure: Error | undefined;
  daemon.once('error', (error) => {
    failure = error;
  });
  for (let left = readySeconds * 4; left > 0 && daemon.exitCode === null && failure === undefined; left--) {
    const version = await serverVersion(client, signal);
    if (version !== undefined) return version;
    await sleep(250, undefined, { signal });
  }
  const output = await readFile(log, 'utf8').catch(() => '');
  const tail = output.trim().split('\n').slice(-8).join('\n');
  throw new ToolError('docker-start', `dockerd did not start:\n${tail}`, 'its last lines above say why', {
    cause: failure,
  });
}

async function removeContainers(client: Client): Promise<void> {
  const { stdout } = await client(['ps', '--all', '--quiet'], { ignoreExitCode: true });
  const ids = stdout.split('\n').filter((id) => id !== '');
  if (ids.length > 0) await client(['rm', '--force', ...ids]);
}

async function stopDaemon(daemon: ChildProcess, directory: string): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null || daemon.pid === undefined) return;
  const ended = new Promise((resolve) => daemon.once('close', resolve));
  const pid = await readFile(join(directory, 'dockerd.pid'), 'utf8').catch(() => String(daemon.pid));
  await runAsRoot('sh', ['-c', 'kill -s TERM "$1"', 'sh', pid.trim()], { ignoreExitCode: true });
  const timer = setTimeout(() => daemon.kill('SIGKILL'), 30_000);
  await ended;
  clearTimeout(timer);
}

async function removeDirectory(directory: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  // Deepest first.
  for (const path of mounts.filter((mount) => mount.startsWith(`${directory}/`)).reverse()) {
    await runAsRoot('umount', ['--lazy', path]);
  }
  await runAsRoot('rm', ['-rf', '--one-file-system', directory]);
}

type Client = (args: readonly string[], options?: RunOptions) => Promise<RunResult>;

function dockerClient(env: Readonly<Record<string, string>>): Client {
  const docker = findProgram('docker') ?? 'docker';
  return (args, options) => run(docker, args, { ...options, env: { ...env, ...options?.env } });
}

function inScope(client: Client, { signal }: Scope): Client {
  return (args, options) => client(args, { signal, ...options });
}

async function serverVersion(client: Client, signal: AbortSignal): Promise<string | undefined> {
  const args = ['version', '--format', '{{.Server.Version}}'];
  const { code, stdout } = await client(args, { signal, ignoreExitCode: true });
  return code === 0 && stdout !== '' ? stdout.trim() : undefined;
}

/** podman with the limits of an ordinary machine, which it cannot always raise. */
async function podmanEngine(scope: Scope): Promise<Engine> {
  await ensurePackages(['podman'], { signal: scope.signal });
  const podman = findProgram('podman') ?? 'podman';
  const limits = ['--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=4096:4096'];
  const client: Client = ([command = '', ...args], options) => {
    const extra = command === 'run' || command === 'create' ? limits : [];
    const insecure = command === 'pull' ? ['--tls-verify=false'] : [];
    return runAsRoot(podman, ['--runtime', 'runc', command, ...extra, ...insecure, ...args], options);
  };
  return { description: 'podman', env: {}, run: inScope(client, scope) };
}
