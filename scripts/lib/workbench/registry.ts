import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { promisify } from 'node:util';

export interface TestRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** What it was asked so far, as `PUT /v2/…`, from its access log. */
  requests(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

interface RegistryOptions {
  readonly htpasswd?: { readonly user: string; readonly password: string };
}

/** Starts a real docker-registry (package docker-registry) on a free loopback port, with its own data. */
export async function startRegistry(options: RegistryOptions = {}): Promise<TestRegistry> {
  const directory = await mkdtemp(join(tmpdir(), 'registry-'));
  const config = join(directory, 'config.json');
  await writeFile(config, JSON.stringify(await configuration(directory, options))); // JSON is YAML
  const child = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  ended.catch(() => undefined); // a failed start is reported below
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      child.kill('SIGKILL');
      await ended;
    }
    await rm(directory, { recursive: true, force: true });
  };
  const log = createInterface(child.stdout);
  try {
    const host = await listening(child);
    return { host, requests: readRequests(log, host), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The log comes after the answer: with a request of our own in it, it has all that was asked before. */
function readRequests(log: Interface, host: string): TestRegistry['requests'] {
  const seen: string[] = [];
  log.on('line', (line) => {
    const request = /"([A-Z]+ \S+) HTTP/.exec(line)?.[1];
    if (request !== undefined) seen.push(request);
  });
  const mark = '/v2/?mark=';
  let marks = 0;
  return async () => {
    const path = `${mark}${marks++}`;
    await (await fetch(`http://${host}${path}`)).text();
    while (!seen.includes(`GET ${path}`)) await once(log, 'line');
    return seen.filter((request) => !request.includes(mark));
  };
}

async function configuration(directory: string, { htpasswd }: RegistryOptions): Promise<object> {
  const config = {
    version: '0.1',
    storage: { filesystem: { rootdirectory: join(directory, 'data') }, delete: { enabled: true } },
    http: { addr: '127.0.0.1:0' },
  };
  if (htpasswd === undefined) return config;
  const path = join(directory, 'htpasswd');
  await writeFile(path, `${htpasswd.user}:${await bcrypt(htpasswd.password)}\n`);
  return { ...config, auth: { htpasswd: { realm: 'test', path } } };
}

/** The registry takes bcrypt only; crypt(5) has it, and perl, which every Debian has, calls crypt. */
async function bcrypt(password: string): Promise<string> {
  const script = 'print crypt($ARGV[0], q($2b$05$abcdefghijklmnopqrstuu))';
  const { stdout } = await promisify(execFile)('perl', ['-e', script, password]);
  if (!stdout.startsWith('$2b$')) throw new Error('crypt(3) of this machine knows no bcrypt');
  return stdout;
}

/** The address that the registry says it listens on, which is how a free port is found without a race. */
function listening(child: ReturnType<typeof spawn>): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let log = '';
  child.on('error', (error) => reject(new Error(`docker-registry does not start: ${error.message}`)));
  child.on('exit', (code) => reject(new Error(`docker-registry ended with ${code}:\n${log}`)));
  child.stderr?.on('data', (chunk: Buffer) => {
    if (log.length < 100_000) log += chunk;
    const address = /listening on (127\.0\.0\.1:\d+)/.exec(log)?.[1];
    if (address !== undefined) resolve(address);
  });
  return promise;
}
